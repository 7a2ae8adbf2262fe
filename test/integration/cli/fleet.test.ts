import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { ChangesDocument } from '../../../src/cli/commands/changes/document';
import type { MeasuresDocument } from '../../../src/cli/commands/measures/document';
import { runCli } from '../../../src/cli/run';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';

const status = z.object({
  cells: z.array(
    z.object({
      service: z.string(),
      environment: z.string(),
      head: z.looseObject({ unknown: z.string().optional(), said: z.string().optional() }),
      pipeline: z.looseObject({ verdict: z.string().optional(), unknown: z.string().optional() }),
      live: z.looseObject({ kind: z.string().optional(), unknown: z.string().optional(), said: z.string().optional() }),
      drift: z.looseObject({ unknown: z.string().optional() }),
    }),
  ),
  edges: z.array(z.object({ plan: z.looseObject({ state: z.string().optional() }) })),
  problems: z.array(z.object({ subject: z.string(), said: z.string() })),
});

const own = z.looseObject({ contexts: z.array(z.looseObject({ name: z.string() })) });

const gateList = z.object({ gates: z.array(z.object({ name: z.string(), kind: z.string(), said: z.string() })) });
const gated = z.object({ edges: z.array(z.object({ service: z.string(), to: z.string(), gates: gateList })) });

describe('The command line on the lab', function () {
  this.timeout(300_000);
  let lab: Lab;

  before(async () => {
    lab = await startLab({ services: ['cart', 'inventory'], deployMs: 20 });
  });
  after(() => lab.dispose());

  async function branchline(args: readonly string[], environment: Readonly<Record<string, string>> = lab.environment) {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runCli(args, {
      environment: { ...process.env, ...environment },
      folder: lab.workspace,
      signal: new AbortController().signal,
      print: (text) => out.push(text),
      warn: (text) => err.push(text),
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  it('status tells every cell and edge, and that something waits', async () => {
    const { code, out } = await branchline(['status', '--json']);
    const { cells, edges, problems } = status.parse(JSON.parse(out));
    assert.equal(code, 2);
    assert.equal(cells.length, 6);
    assert.deepEqual(
      cells.map(({ pipeline, live }) => [pipeline.verdict, live.kind]),
      cells.map(() => ['success', 'exact']),
    );
    assert.deepEqual(edges.map(({ plan }) => plan.state).sort(), ['inSync', 'inSync', 'pending', 'pending']);
    assert.deepEqual(problems, []);
  });

  it('status reads clusters whose contexts the person calls otherwise', async () => {
    const kubeconfig = own.parse(parse(await readFile(lab.cluster.kubeconfig, 'utf8')));
    const names = Object.fromEntries(kubeconfig.contexts.map(({ name }) => [name, `mine/${name}`]));
    const contexts = kubeconfig.contexts.map((context) => ({ ...context, name: names[context.name] }));
    const file = join(lab.workspace, 'own-kubeconfig.yaml');
    await writeFile(file, stringify({ ...kubeconfig, contexts }));
    const kinds = async (variables: Readonly<Record<string, string>>) => {
      const { out } = await branchline(['status', '--json'], { ...lab.environment, KUBECONFIG: file, ...variables });
      return new Set(status.parse(JSON.parse(out)).cells.map(({ live }) => live.kind ?? live.unknown));
    };
    assert.deepEqual(await kinds({}), new Set(['notConfigured']));
    assert.deepEqual(await kinds({ BRANCHLINE_CONTEXTS: JSON.stringify(names) }), new Set(['exact']));
  });

  it('status without --json is a table that names what waits', async () => {
    const { out, err } = await branchline(['status']);
    assert.equal(err, '');
    assert.match(out, /^cart\/prod +\w{10} +success +\w{10} +healthy/m);
    assert.match(out, /^cart: dev -> test: pending \(3\)$/m);
  });

  it('measures tells what each figure counts, and what a silent forge did not tell', async () => {
    const { code, out } = await branchline(['measures', '--environment', 'prod', '--since', '366d', '--json']);
    const document = JSON.parse(out) as MeasuresDocument;
    assert.equal(code, 0);
    const [fleet] = document.fleet;
    assert.ok(fleet);
    const { frequency, failureRate, leadTime } = fleet.figures;
    assert.equal(frequency.deployments.length, frequency.count);
    assert.ok((failureRate.rate ?? -1) >= 0 && failureRate.counted.length > 0 && failureRate.withoutVerdict > 0);
    const lead = leadTime.deployments.flatMap(({ leadTimesMs }) => leadTimesMs);
    assert.equal(lead.length, leadTime.spread?.count);
    const changes = document.services.flatMap(({ deployments }) => deployments.flatMap((one) => one.changes));
    assert.ok(
      changes.some(({ environment }) => environment === 'dev') &&
        changes.every(({ environment }) => environment !== 'prod'),
    );
    lab.faults.forge({ kind: 'down' });
    const silent = await branchline(['measures', '--environment', 'prod', '--json']);
    lab.faults.forge({ kind: 'none' });
    const none = JSON.parse(silent.out) as MeasuresDocument;
    assert.equal(silent.code, 1);
    assert.ok(none.fleet.every(({ figures }) => figures.failureRate.rate === undefined));
    assert.equal(none.verdictsUnknown.length + none.failures.length, 2);
  });

  it('changes tells what moved on an environment, by key, with what pipelines say, and nothing where nothing did', async () => {
    const { code, out } = await branchline(['changes', '--environment', 'prod', '--from', '15d', '--json']);
    const { services } = JSON.parse(out) as ChangesDocument;
    assert.equal(code, 2);
    for (const one of services) {
      assert.equal(one.state, 'changed');
      assert.ok((one.items ?? []).some(({ key }) => key?.at(-1) === 'image'));
      assert.ok(one.deployments.length > 0 && one.deployments.some(({ verdict }) => verdict === 'passed'));
      assert.deepEqual(one.to.commit, one.deployments[0]?.commit);
    }
    const since = new Date().toISOString().replace(/:\d\d\.\d{3}Z$/, 'Z');
    const none = await branchline(['changes', '--environment', 'prod', '--from', since]);
    assert.deepEqual([none.code, /not changed: cart, inventory/.test(none.out)], [0, true]);
    assert.equal((await branchline(['changes', '--environment', 'stage', '--from', '1d'])).code, 1);
  });

  it('status says why a cluster and a forge could not be looked at, and what can be known all the same', async () => {
    const { out } = await branchline(['status', '--json'], {
      ...lab.environment,
      KUBECONFIG: join(lab.workspace, 'none'),
    });
    const { cells } = status.parse(JSON.parse(out));
    assert.ok(cells.every(({ live, drift }) => live.unknown !== undefined && drift.unknown !== undefined));
    assert.ok(cells.every(({ pipeline }) => pipeline.verdict === 'success'));
    lab.faults.forge({ kind: 'down' });
    const down = await branchline(['status', '--json']);
    lab.faults.forge({ kind: 'none' });
    assert.equal(down.code, 1);
    const dead = status.parse(JSON.parse(down.out));
    assert.ok(
      dead.cells.every(({ head, pipeline }) => head.unknown === 'unreachable' && pipeline.verdict === undefined),
    );
    assert.match(dead.problems[0]?.said ?? '', /does not answer|could not be reached|reset/i);
  });

  it('a soak is told by the times that the cluster keeps, by status and by plan', async () => {
    const text = await readFile(join(lab.workspace, 'branchline.yaml'), 'utf8');
    const catalog = join(lab.workspace, 'soaking.yaml');
    await writeFile(catalog, text.replace('{ from: dev, to: test', '{ from: dev, to: test, gates: { soak: 365d }'));
    const said = /^dev has run this content since 20\S+Z, says cluster staging: \S+\. 365d are asked for\.$/;
    const { out } = await branchline(['status', '--catalog', catalog, '--json']);
    const { edges } = gated.parse(JSON.parse(out));
    const edge = edges.find(({ service, to }) => service === 'cart' && to === 'test');
    assert.match(edge?.gates.gates.find(({ name }) => name === 'soak')?.said ?? '', said);
    const repo = ['--repo', `${lab.forge.url}/${lab.forge.owner}/cart.git`, '--from', 'dev', '--to', 'test'];
    const plan = await branchline(['plan', ...repo, '--catalog', catalog, '--json']);
    const { gates } = z.object({ gates: gateList }).parse(JSON.parse(plan.out));
    const soak = gates.gates.find(({ name }) => name === 'soak');
    assert.deepEqual([plan.code, soak?.kind], [2, 'notPassed'], plan.err);
    assert.match(soak?.said ?? '', said);
  });

  it('drift of a service is that of its branch and its cluster', async () => {
    const prod = ['drift', '--service', 'cart', '--environment', 'prod'];
    const before = await branchline([...prod, '--allow-unknown', 'secrets']);
    assert.equal(before.code, 0, before.err + before.out);
    const whole = await branchline(prod);
    assert.equal(whole.code, 1, 'its Secrets may not be read');
    assert.match(whole.out + whole.err, /You may not list secrets in namespace cart/);
    await lab.cluster.scale('production', 'cart', 'cart', 9);
    const after = await branchline([...prod, '--allow-unknown', 'secrets']);
    assert.equal(after.code, 2);
    assert.match(after.out, /deployment\.yaml:10 .*spec\.replicas: git 5, live 9 \(kubectl/);
    await lab.cluster.scale('production', 'cart', 'cart', 5);
  });

  it('drift of a service whose cluster cannot be looked at is an error that says why, never in sync', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const clusterAt = async (name: string, server: string) => {
      const kubeconfig = join(lab.workspace, name);
      const clusters = [{ name: 'it', cluster: { server } }];
      const contexts = [{ name: 'production', context: { cluster: 'it', user: 'it' } }];
      await writeFile(
        kubeconfig,
        JSON.stringify({ clusters, contexts, users: [{ name: 'it', user: { token: 't' } }] }),
      );
      return kubeconfig;
    };
    // Only what is silent is waited out.
    const cases: readonly (readonly [string, RegExp, string?])[] = [
      [join(lab.workspace, 'none'), /No kubeconfig found/],
      [await clusterAt('dead.json', 'http://127.0.0.1:1'), /127\.0\.0\.1:1 cannot be reached/],
      [await clusterAt('silent.json', `http://127.0.0.1:${port}`), /The cluster gave no answer within 3 seconds/, '3'],
    ];
    const call = ['drift', '--service', 'cart', '--environment', 'prod', '--json'];
    try {
      for (const [kubeconfig, said, seconds = '60'] of cases) {
        const { code, out, err } = await branchline([...call, '--timeout', seconds], {
          ...lab.environment,
          KUBECONFIG: kubeconfig,
        });
        assert.deepEqual([code, out], [1, ''], err);
        assert.match(err, said);
      }
    } finally {
      silent.close();
    }
  });

  it('names what is wrong with the call', async () => {
    assert.deepEqual((await branchline(['drift', '--service', 'none', '--environment', 'prod'])).code, 1);
    assert.match((await branchline(['status', '--catalog', 'nowhere.yaml'])).err, /nowhere\.yaml/);
    assert.equal((await branchline(['status', '--timeout', 'soon'])).code, 1);
  });
});
