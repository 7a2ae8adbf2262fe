import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Impossible, say, step } from '../../scripts/bootstrap/output.mjs';
import { ensureServers, type Servers } from '../../scripts/servers/ensure';
import { Ending } from '../lab/ending';
import { startScale, type Scale } from '../lab/real/scale';
import { sample, time } from './harness';
import { floor, kubectlDiff, sampleFile, textsOf, watchDrift } from './probes/scaleDrift';
import { profiled } from './probes/profile';
import { assertTrue, catalogAt, hasUsefulRow, isWhole, never, openFleet, type ScaleFleet } from './probes/scaleFleet';
import { collectedHeap } from './probes/heap';
import { between, requestsSoFar, type Requests } from './probes/scaleRequests';

/** 30 copies are the 300 repositories of the budget; fewer go faster. */
const copies = Number(process.env['BRANCHLINE_BENCH_COPIES'] ?? 30);
/** The fleet is as large as the cluster, unless a machine is too busy for so many processes of git. */
const withRepositories = Number(process.env['BRANCHLINE_BENCH_REPOSITORIES'] ?? copies);
/** Of these, about a thousand objects. */
const firstCopies = Math.min(8, copies);
/** kubectl needs a minute or more for a thousand objects: only on demand. */
const withWholeDiff = process.env['BRANCHLINE_BENCH_WHOLE_DIFF'] === '1';
/** Only the fleet as a whole, for whoever looks for where its requests and its time go. */
const onlyFleet = process.env['BRANCHLINE_BENCH_ONLY_FLEET'] === '1';
const once = { rounds: 1, warmup: 0 };
/** The faster of its two ways is what we are held against. */
const rateOfKubectl = 'kubectl diff --server-side: objects a second';

const servers = await ensureServers(['etcd', 'kwok', 'gitea', 'kubernetes']).catch((error: unknown) => {
  if (!(error instanceof Impossible)) throw error;
  say(`  left out: ${error.message}`);
  return undefined;
});
if (servers) await onRealServers(servers);

async function onRealServers(commands: Servers): Promise<void> {
  const ending = new Ending();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void ending.run().finally(() => process.exit(1)));
  }
  const folder = await mkdtemp(join(tmpdir(), 'branchline-scale-'));
  await ending.add(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }));
  try {
    const scale = await startScale({ copies, withRepositories, servers: commands, folder, ending, step });
    const heapBefore = collectedHeap(); // what is measured in between leaves something behind for a while
    const first = onlyFleet ? [] : scale.services.slice(0, firstCopies * 10);
    if (!onlyFleet) {
      await step('Deploying the first part', () => scale.deploy(first));
      await step('kubectl diff', () => measureKubectl(scale, first, commands.command('kubectl'), folder));
      await step('Drift of the first part', () => measureDrift(scale, first));
    }
    await step('Deploying the rest', () => scale.deploy(scale.services.slice(first.length)));
    if (!onlyFleet && first.length < scale.services.length) {
      await step('Drift of the whole', () => measureDrift(scale, scale.services));
    }
    await measureFleet(scale, heapBefore);
  } finally {
    await ending.run();
  }
}

async function measureDrift(scale: Scale, services: Scale['services']): Promise<void> {
  const texts = textsOf(scale, services);
  const { objects, drifts } = scale.expected(services);
  const drifted = Object.values(drifts).reduce((sum, count) => sum + count, 0);
  const least = `floor: read the manifests, list and parse ${objects} objects of a real API server`;
  const options = { rounds: 3, warmup: 1 };
  await time(least, () => floor(scale, texts), options);
  const took: number[] = [];
  const drift = async () => {
    took.push(
      await duration(async () => {
        const watched = await watchDrift(scale, texts);
        assert.equal(watched.compare(), drifted);
        watched.dispose();
      }),
    );
    return took.at(-1) ?? NaN;
  };
  await sample(`drift of ${objects} objects of a real API server, nothing kept from before`, 'ms', drift, {
    ...options,
    against: least,
  });
  const rates = took.slice(options.warmup).map((ms) => (objects * 1_000) / ms);
  const rate = { rounds: rates.length, warmup: 0, against: rateOfKubectl };
  await sample(`drift of ${objects} objects: objects a second`, '1/s', () => rates.pop() ?? NaN, rate);
  const watched = await watchDrift(scale, texts);
  await time(`drift of ${objects} objects that are watched, compared once more`, () => watched.compare());
  watched.dispose();
}

async function measureKubectl(scale: Scale, services: Scale['services'], kubectl: string, folder: string) {
  const { file, count } = await sampleFile(scale, services, withWholeDiff ? 1_000 : 200, folder);
  for (const way of [[], ['--server-side', '--force-conflicts', '--field-manager=branchline-lab']]) {
    const name = ['kubectl diff', ...way.slice(0, 1)].join(' ');
    const ms = await duration(() => kubectlDiff(kubectl, scale.kubeconfigs.admin, file, way));
    await sample(`${name} of ${count} of these objects`, 'ms', () => ms, once);
    await sample(`${name}: objects a second`, '1/s', () => (count * 1_000) / ms, once);
  }
}

async function duration(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function measureFleet(scale: Scale, heapBefore: number): Promise<void> {
  const catalog = await catalogAt(await scale.catalog(scale.onForge));
  const expected = scale.expected(scale.onForge);
  const watched = await openFleet(scale);
  const { fleet } = watched;
  try {
    const size = `${scale.onForge.length} services × 4 environments, ${expected.objects} objects`;
    const before = await requestsSoFar(scale);
    const worked = process.cpuUsage();
    const waited = monitorEventLoopDelay({ resolution: 5 });
    const started = performance.now();
    let firstRow = NaN;
    waited.enable();
    await step('First full truth', () =>
      time(
        `first full truth, nothing kept: ${size}`,
        () =>
          profiled(process.env['BRANCHLINE_BENCH_PROFILE'], async () => {
            void watched.until(hasUsefulRow).then(() => (firstRow = performance.now() - started));
            await fleet.useCatalog(catalog, [], never);
            await Promise.all([fleet.refresh('start', never), watched.until(isWhole)]);
          }),
        once,
      ),
    );
    waited.disable();
    const { user, system } = process.cpuUsage(worked);
    await sample('first full truth: until the first row is whole', 'ms', () => firstRow, { ...once, target: 2_000 });
    for (const of of [50, 99, 100]) {
      const name = `first full truth: wait for a turn, ${of}th of 100`;
      const aim = of === 99 ? { target: 50 } : {};
      await sample(name, 'ms', () => waited.percentile(of) / 1e6 - 5, { ...once, ...aim });
    }
    await sample('first full truth: processor time in our process', 'ms', () => (user + system) / 1_000, once);
    await sample('first full truth: of that, time of the system for us', 'ms', () => system / 1_000, once);
    assertTrue(fleet.snapshot, expected);
    await tellRequests('first full truth', between(before, await requestsSoFar(scale)));
    await sample('heap after the first full truth', 'MB', () => (collectedHeap() - heapBefore) / 1e6, once);
    await step('Warm refresh', () => measureWarm(scale, watched));
    assertTrue(fleet.snapshot, expected);
    await step('Live change to event', () => measureChanges(scale, watched));
  } finally {
    await watched.dispose();
  }
}

/** The second of two looks in a row: what the first of them had to learn is known. */
async function measureWarm(scale: Scale, { fleet }: ScaleFleet): Promise<void> {
  await fleet.refresh('poll', never);
  const before = await requestsSoFar(scale);
  await time('sweep of the whole fleet, nothing changed', () => fleet.refresh('poll', never), once);
  await tellRequests('sweep, nothing changed', between(before, await requestsSoFar(scale)), 10);
}

async function tellRequests(what: string, requests: Requests, target?: number): Promise<void> {
  const aim = target === undefined ? {} : { target };
  await sample(`${what}: requests to the forge's API`, '', () => requests.forgeApi, { ...once, ...aim });
  await sample(`${what}: requests of git`, '', () => requests.forgeGit, once);
  await sample(`${what}: requests to the cluster`, '', () => requests.cluster, once);
  for (const [form, count] of [...requests.forms].sort((a, b) => b[1] - a[1])) if (count > 0) say(`${count} ${form}`);
}

/** From sending a person's change to the API server until the fleet tells of the cell, changed. */
async function measureChanges({ kubernetes, onForge }: Scale, watched: ScaleFleet): Promise<void> {
  const rounds = 50;
  const calm = onForge.flatMap(({ name, cells }) =>
    cells.filter(({ drift }) => !drift).map(({ environment, namespace }) => ({ name, environment, namespace })),
  );
  const latencies: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const cell = calm[Math.floor((round * calm.length) / rounds)];
    if (!cell) throw new Error('No cell without drift');
    const { name, namespace, environment } = cell;
    const isSeen = () => {
      const drift = watched.fleet.snapshot.cells.get(`${name}/${environment}`)?.drift;
      return drift?.kind === 'known' && drift.report.counts.changed === 1;
    };
    const started = performance.now();
    const seen = watched.until(isSeen);
    await kubernetes.edit(
      { kind: 'ConfigMap', namespace, name },
      { data: { MODE: `hasty ${round}` } },
      { manager: 'kubectl-edit' },
    );
    await seen;
    latencies.push(performance.now() - started);
  }
  latencies.sort((a, b) => a - b);
  await sample('live change to event, 50 changes: median', 'ms', () => latencies[24] ?? NaN, once);
  await sample('live change to event, 50 changes: 95th of 100', 'ms', () => latencies[47] ?? NaN, {
    ...once,
    target: 250,
  });
}
