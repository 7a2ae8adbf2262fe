import type { PreparedChange } from '../../../src/core/change/preparedChange';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { runCli } from '../../../src/cli/run';
import { redactingLog } from '../../../src/core/support/log';
import { startLab } from '../../lab';
import { Ending } from '../../lab/ending';
import type { Lab } from '../../lab/lab';
import { never, observe, type ObservedLab, type ObserveOptions } from '../fleet/harness';
import { quotingServers, type Answer } from './quoting';
import { base64, Heard, marker } from './search';
import type * as Shown from './shown';

const run = promisify(execFile);
const path = 'canary.yaml';
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Where values are put; each is one that nothing else has. */
const values = {
  text: marker(),
  data: marker(),
  comment: marker(),
  next: marker(),
  hotfix: marker(),
  malformed: marker(),
  typed: marker(),
  live: marker(),
  liveOnly: marker(),
  liveLastApplied: marker(),
  refusal: marker(),
  broken: marker(),
};

const secret = (content: string): string =>
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: canary\n  annotations: {${lastApplied}: '{"stringData":{"p":"${values.text}"}}'}\n${content}\n`;
const first = secret(`stringData:\n  p: ${values.text} # was ${values.comment}\ndata:\n  q: ${base64(values.data)}`);
const malformed = secret(`stringData:\n  p: "${values.malformed}\n  q: [${values.malformed}`);
/** As a person may have it in an editor at one moment or another. */
const texts = [
  first,
  malformed,
  secret(`stringData: {p: {deep: ${values.typed}}}\nspec: [${values.typed}]`),
  secret(`stringData: {p: *${values.typed}}`),
  secret(`stringData: {p: {{ ${values.typed} }}}`),
  first.replaceAll('  ', '\t'),
];

const status = (code: number) => ({
  ...{ apiVersion: 'v1', kind: 'Status', status: 'Failure', code, reason: code === 403 ? 'Forbidden' : 'Invalid' },
  message: `Secret "canary" is invalid: data: "${values.refusal}"`,
  details: { kind: 'secrets', name: values.refusal, causes: [{ message: values.refusal, field: values.refusal }] },
});
const send =
  (code: number, body: string): Answer =>
  (response) => {
    const warning = `299 - "${values.refusal}"`;
    response.writeHead(code, { 'content-type': 'application/json', warning }).end(body);
  };
const answers: Readonly<Record<string, Answer>> = {
  'a server error that quotes it': send(500, JSON.stringify(status(500))),
  'a refusal that quotes it': send(403, JSON.stringify(status(403))),
  'a refusal as invalid that quotes it': send(422, JSON.stringify(status(422))),
  'JSON that breaks off in it': send(200, `{"kind":"SecretList","items":[{"data":{"p":"${values.broken}`),
  'a list of what is no Secret': send(
    200,
    JSON.stringify({ kind: 'SecretList', metadata: {}, items: [values.broken, { data: values.broken, metadata: 7 }] }),
  ),
  'a page of HTML': send(502, `<html><title>${values.refusal}</title>${values.refusal}</html>`),
  'a watch that ends with it': (response, isWatch) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    if (isWatch) response.end(`${JSON.stringify({ type: 'ERROR', object: status(500) })}\n{"type":"${values.broken}`);
    else response.end('{"kind":"SecretList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[]}');
  },
};

describe('No value of a Secret is told by anything', function () {
  this.timeout(300_000);
  const heard = new Heard();
  const log = redactingLog((level, line) => heard.add(`log (${level})`, line));
  const ending = new Ending();
  let lab: Lab;
  let seen: ObservedLab;
  let shown: typeof Shown;

  before(async () => {
    shown = await bundled();
    lab = await startLab({ services: ['cart'], deployMs: 20 });
    await ending.add(() => lab.dispose());
    await lab.forge.commit('cart', 'dev', 'A Secret', { [path]: first });
    await lab.settled('cart', 'dev');
    const annotations = { [lastApplied]: JSON.stringify({ stringData: { p: values.liveLastApplied } }) };
    const data = { p: base64(values.live), extra: base64(values.liveOnly) };
    await lab.cluster.edit('staging', 'cart-dev', 'Secret', 'canary', { data, metadata: { annotations } });
    seen = await look();
  });
  after(() => ending.run());

  async function look(options: ObserveOptions = {}): Promise<ObservedLab> {
    const observed = await observe(lab, { ...options, log });
    await ending.add(() => observed.dispose());
    await heard.hear('a look', observed.fleet.refresh('person', never));
    await observed.until('every cell is answered', ({ cells }) =>
      [...cells.values()].every(({ drift }) => drift.kind === 'known' || drift.reason !== 'pending'),
    );
    return observed;
  }

  async function everything({ fleet }: ObservedLab): Promise<void> {
    heard.add('the snapshot', fleet.snapshot);
    heard.add('the tree', shown.rows(fleet));
    for (const cell of fleet.snapshot.cells.values()) {
      for (const text of texts) heard.add('an editor', shown.editor(fleet, cell, path, text));
      await heard.hear('documents', shown.documents(fleet, cell, never));
      const object = { apiVersion: 'v1', kind: 'Secret', name: 'canary' };
      await heard.hear('verifying', fleet.verify(cell.id, object, never));
    }
  }

  const nothing = () => assert.deepEqual(heard.leaks(values), []);

  it('and this would find one', async () => {
    const found = new Heard();
    const files = await seen.fleet.files('cart/dev', never);
    const blob = files.find((file) => file.path === path)?.blob ?? '';
    assert.match(blob, /^[0-9a-f]{40}$/);
    found.add('the file itself', first);
    found.add('a cell’s content', seen.fleet.content('cart/dev'));
    found.add('an error', new Error('outer', { cause: new Map([['inner', { deep: [base64(`"${values.next}"`)] }]]) }));
    const names = new Set(found.leaks(values).map((leak) => leak.split(' in ')[0]));
    assert.deepEqual([...names].sort(), ['comment', 'data', 'live', 'liveOnly', 'next', 'text']);
  });

  it('a look at it: snapshot, rows, editors, documents', async () => {
    const { drift } = seen.cell('cart/dev');
    assert.equal(drift.kind === 'known' && drift.report.counts.masked > 0, true, 'the difference is seen');
    await everything(seen);
    nothing();
  });

  for (const [what, answer] of Object.entries(answers)) {
    it(`a cluster that answers with ${what}`, async () => {
      const kubeconfig = await quotingServers(lab.cluster.kubeconfig, answer, ending);
      const other = await look({ kubeconfig });
      await everything(other);
      await kept(other);
      nothing();
      await other.dispose(); // else it goes on looking at whatever the others do
    });
  }

  async function propose(what: string, preview: Promise<PreparedChange>): Promise<number> {
    const made = await heard.hear(`preview of ${what}`, preview);
    assert.ok(made, what);
    heard.add(`page of ${what}`, shown.page(made));
    const applied = await heard.hear(what, seen.fleet.propose(made, 'update', never));
    assert.ok(applied, what);
    return applied.pullRequest.number;
  }

  it('a promotion, a hotfix that is brought back, and a rollback', async () => {
    const { fleet } = seen;
    const all = { includeReintroduced: true };
    heard.add('plan', await fleet.plan('cart/dev>test', never));
    const promotion = await propose('a promotion', fleet.previewPromotion('cart/dev>test', all, never));
    await lab.forge.merge('cart', promotion, 'squash');
    await lab.forge.commit('cart', 'test', 'Hotfix', { [path]: first.replace(values.text, values.hotfix) });
    await lab.forge.commit('cart', 'dev', 'Next', { [path]: first.replace(base64(values.data), base64(values.next)) });
    await fleet.refresh('person', never);
    heard.add('plan', await fleet.plan('cart/dev>test', never));
    await propose('a return', fleet.previewBackflow('cart/dev>test', { kind: 'hotfix' }, never));
    const again = await propose('a second promotion', fleet.previewPromotion('cart/dev>test', all, never));
    await lab.forge.merge('cart', again, 'merge');
    await fleet.refresh('person', never);
    const deployments = [];
    for await (const deployment of fleet.deployments('cart/test', never)) deployments.push(deployment);
    heard.add('deployments', deployments);
    const [newest, before] = deployments;
    assert.ok(newest && before);
    await heard.hear('ways back', fleet.rollbackChoices('cart/test', newest.commit.sha, never));
    const to = before.commit.sha;
    await propose('a rollback', fleet.previewRollback('cart/test', { kind: 'restore', to }, never));
    await fleet.refresh('person', never);
    await everything(seen);
    nothing();
  });

  it('a Secret that cannot be read, on both sides of a promotion that conflicts', async () => {
    const { fleet } = seen;
    await lab.forge.commit('cart', 'dev', 'Broken', { [path]: malformed });
    await lab.forge.commit('cart', 'test', 'Other', { [path]: `${malformed}\nz: ${values.typed}` });
    await heard.hear('a look', fleet.refresh('person', never));
    await heard.hear('plan', fleet.plan('cart/dev>test', never));
    await heard.hear('a preview', fleet.previewPromotion('cart/dev>test', { includeReintroduced: true }, never));
    await everything(seen);
    nothing();
  });

  it('the command line, in text and as JSON', async () => {
    const repo = ['--repo', `${lab.forge.url}/${lab.forge.owner}/cart.git`];
    const edge = [...repo, '--from', 'dev', '--to', 'test'];
    const back = [...repo, '--branch', 'test'];
    const inBothForms = [
      ['drift', '--service', 'cart', '--environment', 'dev'],
      ['drift', '--service', 'cart', '--environment', 'prod'],
      ['status'],
      ['plan', ...edge],
      ['promote', ...edge, '--include-reintroduced', '--dry-run'],
      ['judge', '--catalog', join(lab.workspace, 'branchline.yaml'), '--all', '--post'],
    ];
    const inOneForm = [
      ['return', ...edge, '--dry-run', '--json'],
      ['history', ...back, '--json'],
      ['where', 'v2', '--catalog', join(lab.workspace, 'branchline.yaml'), '--json'],
      ['rollback', ...back, '--compare', 'test'],
      ['rollback', ...back, '--to', 'test~2', '--dry-run', '--json'],
    ];
    for (const command of [...inBothForms, ...inBothForms.map((args) => [...args, '--json']), ...inOneForm]) {
      await cli(command);
    }
    nothing();
  });

  async function cli(args: readonly string[]): Promise<void> {
    const said: string[] = [];
    const code = await runCli(args, {
      environment: { ...lab.environment, BRANCHLINE_CACHE: join(seen.storage, 'cli') },
      folder: lab.workspace,
      signal: never,
      print: (text) => said.push(text),
      warn: (text) => said.push(text),
    });
    assert.notEqual(said.length, 0, args.join(' '));
    heard.add(`branchline ${args.join(' ')} (${code})`, said.join('\n'));
  }

  it('what is kept on disk, and what the forge and the pushed commits say', async () => {
    await kept(seen);
    const authorization = `token ${lab.forge.tokens.developer}`;
    const api = `${lab.forge.url}/api/v1/repos/${lab.forge.owner}/cart`;
    for (const place of ['pulls?state=all', 'issues/comments', 'branches']) {
      const answer = await fetch(`${api}/${place}`, { headers: { authorization } });
      heard.add(`the forge: ${place}`, await answer.text());
    }
    nothing();
    for (const part of ['log (debug)', 'the tree', 'page of a rollback', 'kept: fleet.json', 'messages of commits']) {
      assert.ok(heard.places.has(part), `${part} was looked at`);
    }
  });

  /** Everything in the folder of a fleet but git's own objects; of those only what is said with commits. */
  async function kept({ storage }: ObservedLab): Promise<void> {
    for (const entry of await readdir(storage, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      if (entry.isDirectory() && entry.name === 'objects') {
        const { stdout } = await run('git', ['--git-dir', entry.parentPath, 'log', '--all', '--format=%an %ae %B %N']);
        heard.add('messages of commits', stdout);
      }
      if (!entry.isFile() || file.includes(`${sep}objects${sep}`)) continue;
      const text = await readFile(file, 'latin1').catch((error: unknown) => {
        // Written under another name first, and renamed meanwhile.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT' && file.endsWith('.new')) return undefined;
        throw error;
      });
      if (text !== undefined) heard.add(`kept: ${entry.name}`, text);
    }
  }
});

/** The editor's own parts, with a stand-in for the editor. */
async function bundled(): Promise<typeof Shown> {
  const outfile = resolve('out/probes/shown.mjs');
  await build({
    entryPoints: ['test/integration/secrets/shown.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    alias: { vscode: resolve('test/bench/probes/vscodeStub.ts') },
    banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return (await import(pathToFileURL(outfile).href)) as typeof Shown;
}
