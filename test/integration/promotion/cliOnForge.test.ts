import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { runBranchline } from '../runBranchline';
import { startLab, type Lab } from '../../lab';

describe('the command line on a forge', function () {
  this.timeout(240_000);
  let lab: Lab;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'branchline-cli-'));
    lab = await startLab({ services: ['cart'], deployMs: 1 });
  });
  after(async () => {
    await lab.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  interface Answer {
    readonly code: number;
    readonly document: Readonly<Record<string, unknown>> & {
      readonly pullRequest?: { readonly number: number; readonly action: string };
    };
    readonly stderr: string;
  }

  async function cli(token: string, ...args: string[]): Promise<Answer> {
    const { code, stdout, stderr } = await runBranchline([...args, '--json'], {
      environment: { BRANCHLINE_CACHE: join(folder, 'cache'), BRANCHLINE_TOKEN: token },
      folder,
    });
    return { code, document: (stdout === '' ? {} : JSON.parse(stdout)) as Answer['document'], stderr };
  }

  const numberOf = ({ document }: Answer): number => document.pullRequest?.number ?? 0;
  const repo = () => ['--repo', `${lab.forge.url}/${lab.forge.owner}/cart.git`];
  const edge = () => [...repo(), '--from', 'dev', '--to', 'test'];

  it('promotes by one pull request however often, lands it, and rolls it back', async () => {
    const { developer } = lab.forge.tokens;
    const edits = { 'extra.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra\ndata:\n  a: "1"\n' };
    await lab.forge.commit('cart', 'dev', 'More configuration', edits);
    const flags = ['--include-reintroduced'];
    const first = await cli(developer, 'promote', ...edge(), ...flags);
    assert.deepEqual([first.code, first.document.pullRequest?.action], [0, 'created'], first.stderr);
    const again = await cli(developer, 'promote', ...edge(), ...flags);
    assert.deepEqual(again.document.pullRequest, { ...first.document.pullRequest, action: 'none' });

    await lab.forge.merge('cart', numberOf(first), 'squash');
    assert.deepEqual((await cli(developer, 'plan', ...edge())).document['items'], []);

    const back = await cli(developer, 'rollback', ...repo(), '--branch', 'test', '--to', 'test~1');
    assert.equal(back.document.pullRequest?.action, 'created', back.stderr);
    await lab.forge.merge('cart', numberOf(back), 'merge');
    const held = await cli(developer, 'plan', ...edge());
    assert.deepEqual([held.code, held.document['state']], [3, 'pendingReintroducesRollback']);
  });

  it('a rollback whose branch went on is made anew in the same pull request, unless a person wrote on it', async () => {
    const { developer } = lab.forge.tokens;
    const good = (await cli(developer, 'plan', ...edge())).document['target'] as Record<'commit' | 'tree', string>;
    await lab.forge.commit('cart', 'test', 'Bad', { 'bad.txt': 'bad\n' });
    const back = () => cli(developer, 'rollback', ...repo(), '--branch', 'test', '--to', good.commit);
    const first = await back();
    assert.deepEqual(
      [first.document.pullRequest?.action, first.document['tree']],
      ['created', good.tree],
      first.stderr,
    );
    assert.equal((await back()).document.pullRequest?.action, 'none');

    await lab.forge.commit('cart', 'test', 'Later', { 'later.txt': 'later\n' });
    const again = await back();
    assert.deepEqual(again.document.pullRequest, { ...first.document.pullRequest, action: 'updated' }, again.stderr);
    assert.equal(again.document['tree'], good.tree);
    assert.notEqual(again.document['commit'], first.document['commit']);

    await lab.forge.commit('cart', String(first.document['branch']), 'Mine', { 'mine.txt': 'mine\n' });
    await lab.forge.commit('cart', 'test', 'Later still', { 'later.txt': 'later still\n' });
    const refused = await back();
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /rollback\/test\//);
  });

  it('a squash whose message was edited is told by its pull request, also where a hotfix lies on top', async () => {
    const { developer } = lab.forge.tokens;
    const config = (a: string, b: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: told\ndata:\n  a: "${a}"\n  b: "${b}"\n`;
    await lab.forge.commit('cart', 'dev', 'Told', { 'told.yaml': config('1', '1') });
    const first = await cli(developer, 'promote', ...edge(), '--include-reintroduced');
    await lab.forge.merge('cart', numberOf(first), 'squash');
    await lab.forge.commit('cart', 'test', 'Hotfix', { 'told.yaml': config('1', 'hot') });
    const source = await lab.forge.commit('cart', 'dev', 'Told more', { 'told.yaml': config('2', '1') });
    const second = await cli(developer, 'promote', ...edge(), '--include-reintroduced');
    const merging = `${lab.forge.url}/api/v1/repos/${lab.forge.owner}/cart/pulls/${numberOf(second)}/merge`;
    const asked = {
      method: 'POST',
      headers: { authorization: `token ${developer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ Do: 'squash', MergeTitleField: 'Ship it', MergeMessageField: 'Without a word of it.' }),
    };
    // 405: whether it can be merged is not computed yet.
    while ((await fetch(merging, asked)).status === 405) await setTimeout(50);
    await lab.forge.commit('cart', 'dev', 'Told again', { 'told.yaml': config('3', '1') });
    const { document } = await cli(developer, 'plan', ...edge());
    const baseline = document['baseline'] as { readonly rung: string; readonly commit: string };
    assert.deepEqual([baseline.rung, baseline.commit], ['pullRequest', source]);
    const places = document as unknown as Record<
      'items' | 'hotfixes',
      { readonly path: string; readonly key?: string[] }[]
    >;
    const told = (list: 'items' | 'hotfixes') =>
      places[list].filter(({ path }) => path === 'told.yaml').map(({ key }) => key?.join('.'));
    assert.deepEqual([told('items'), told('hotfixes')], [['data.a'], ['data.b']]);
  });

  it('a clone stands for its server: the pull request is opened there', async () => {
    const clone = join(folder, 'clone');
    const { developer } = lab.forge.tokens;
    const url = new URL(`${lab.forge.url}/${lab.forge.owner}/cart.git`);
    const config = `http.${url.origin}/.extraHeader=Authorization: Basic ${Buffer.from(`x:${developer}`).toString('base64')}`;
    await promisify(execFile)('git', ['-c', config, 'clone', '--quiet', url.href, clone]);
    const made = await cli(
      developer,
      'promote',
      '--repo',
      clone,
      '--from',
      'dev',
      '--to',
      'test',
      '--include-reintroduced',
    );
    assert.equal(made.code, 0, made.stderr);
    assert.equal(typeof made.document.pullRequest?.number, 'number');
  });

  it('a token that sees nothing is told so, and no token is repeated', async () => {
    const { stranger } = lab.forge.tokens;
    const { code, stderr } = await cli(stranger, 'plan', ...repo(), '--from', 'dev', '--to', 'test');
    assert.equal(code, 1);
    assert.match(stderr, /gone, or hidden|refused the credentials/);
    assert.doesNotMatch(stderr, new RegExp(stranger));
  });
});
