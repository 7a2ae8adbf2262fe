import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Clusters } from '../../../src/core/cluster/clusters';
import { healthOf } from '../../../src/core/cluster/health';
import { loadKubeconfig } from '../../../src/core/cluster/kubeconfig';
import { kindKey, type KindRef, type LiveObject, type NamespaceState } from '../../../src/core/cluster/live';
import { inEnglish } from '../../../src/core/support/message';
import { kubeconfigFor, startCluster, type ClusterDouble } from '../../lab/cluster';

const Deployment = { apiVersion: 'apps/v1', kind: 'Deployment' };
const ReplicaSet = { apiVersion: 'apps/v1', kind: 'ReplicaSet' };
const ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap' };
const Secret = { apiVersion: 'v1', kind: 'Secret' };
const Pod = { apiVersion: 'v1', kind: 'Pod' };
const ServiceMonitor = { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor' };

const quick = {
  headersMs: 1_000,
  answerMs: 3_000,
  idleMs: 600,
  steadyMs: 50,
  backoffBaseMs: 10,
  backoffCapMs: 100,
  refusedMs: 50,
  coalesceMs: 5,
};
const staging = { kind: 'context', context: 'staging' } as const;
const shop = 'shop-dev';
const person = { manager: 'kubectl-edit' };

const configMap = (name: string, data: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: shop },
  data,
});

const deployment = (image: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: shop },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image }] } },
  },
});

function objectsOf(state: NamespaceState, ref: KindRef): readonly LiveObject[] {
  const kind = state.kinds.get(kindKey(ref));
  return kind?.kind === 'known' ? kind.objects : [];
}

const names = (state: NamespaceState, ref: KindRef) => objectsOf(state, ref).map(({ metadata }) => metadata.name);
const has =
  (name: string, ref: KindRef = ConfigMap) =>
  (state: NamespaceState) =>
    names(state, ref).includes(name);

describe('clusters, against an API server', () => {
  let server: ClusterDouble;
  let clusters: Clusters;
  let folder: string;

  beforeEach(async () => {
    server = await startCluster({ name: 'staging', bookmarkMs: 100 });
    server.ensureNamespace(shop);
    folder = await mkdtemp(join(tmpdir(), 'branchline-kube-'));
    const file = join(folder, 'config');
    await writeFile(file, kubeconfigFor({ staging: server, production: server }));
    clusters = new Clusters({
      kubeconfig: () => loadKubeconfig([file]),
      trusted: () => false,
      environment: {},
      timings: quick,
    });
  });

  afterEach(async () => {
    clusters.dispose();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  const watch = (...kinds: KindRef[]) => clusters.watch({ target: staging, namespace: shop, kinds });
  async function until(
    wanted: (state: NamespaceState) => boolean,
    target: { kind: 'context'; context: string } = staging,
  ): Promise<NamespaceState> {
    for (let tries = 0; tries < 2_000; tries++) {
      const state = clusters.state(target, shop);
      if (wanted(state)) return state;
      await wait(3);
    }
    throw new Error(
      `never came true: ${JSON.stringify([clusters.state(target, shop), ...clusters.state(target, shop).kinds])}`,
    );
  }
  const requests = (verb: string, resource: string) =>
    server.audit.entries.filter((entry) => entry.verb === verb && entry.resource === resource).length;

  it('trusts the authority of the kubeconfig, and reads what is there, custom resources too', async () => {
    server.apply(configMap('a'), person);
    server.apply(
      {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'ServiceMonitor',
        metadata: { name: 'web', namespace: shop },
        spec: { selector: {}, endpoints: [{ port: 'http' }] },
      },
      person,
    );
    watch(ConfigMap, ServiceMonitor);
    const state = await until((state) => has('a')(state) && has('web', ServiceMonitor)(state));
    assert.equal(state.connection.kind, 'live');
  });

  it('never writes', async () => {
    watch(ConfigMap, Deployment);
    await until((state) => objectsOf(state, ConfigMap).length > 0);
    await clusters.schemas(staging).schema(Deployment);
    assert.deepEqual(server.audit.writes, []);
  });

  it('sees a hand-made change with who made it', async () => {
    server.apply(deployment('shop/web:1'), { manager: 'agent' });
    watch(Deployment);
    await until(has('web', Deployment));
    server.scale({ kind: 'Deployment', namespace: shop, name: 'web' }, 5, { manager: 'kubectl' });
    const replicas = (state: NamespaceState) =>
      (objectsOf(state, Deployment)[0]?.['spec'] as { replicas?: number }).replicas;
    const state = await until((state) => replicas(state) === 5);
    const entry = objectsOf(state, Deployment)[0]?.metadata.managedFields?.find(
      ({ subresource }) => subresource === 'scale',
    );
    assert.equal(entry?.manager, 'kubectl');
    assert.deepEqual(entry.fieldsV1, { 'f:spec': { 'f:replicas': {} } });
  });

  it('shows a rollout from its start to its end, and why one fails', async () => {
    watch(Deployment, ReplicaSet, Pod);
    const verdict = (state: NamespaceState) =>
      healthOf([Deployment, ReplicaSet, Pod].flatMap((ref) => objectsOf(state, ref))).find(
        ({ name }) => name === 'web',
      );
    server.apply(deployment('shop/web:1'), { manager: 'agent' });
    await until((state) => verdict(state)?.verdict === 'healthy');
    server.apply(deployment('shop/web:broken'), { manager: 'agent' });
    const state = await until((state) => verdict(state)?.verdict === 'degraded');
    assert.match(verdict(state)?.reason ?? '', /shop\/web:broken|ProgressDeadlineExceeded/);
  });

  it('goes on after a compaction, and after its watches broke off, without losing a change', async () => {
    watch(ConfigMap);
    await until((state) => state.kinds.get('v1/ConfigMap')?.kind === 'known');
    for (const fault of ['gone410', 'reset', 'gone410'] as const) {
      server.fault({ kind: fault });
      server.fault({ kind: 'none' });
      server.apply(configMap(`after-${fault}`), person);
      await until(has(`after-${fault}`));
      server.remove({ kind: 'ConfigMap', namespace: shop, name: `after-${fault}` });
      await until((state) => !has(`after-${fault}`)(state));
    }
  });

  it('stays quiet while history is compacted again and again', async () => {
    watch(ConfigMap);
    await until((state) => state.kinds.get('v1/ConfigMap')?.kind === 'known');
    const before = server.audit.entries.length;
    for (let round = 0; round < 20; round++) {
      server.fault({ kind: 'gone410' });
      await wait(10);
    }
    assert.ok(server.audit.entries.length - before < 40, `${server.audit.entries.length - before} requests`);
    server.fault({ kind: 'none' });
    server.apply(configMap('a'), person);
    await until(has('a'));
  });

  it('leaves a half-open watch, and catches up', async () => {
    watch(ConfigMap);
    await until((state) => state.kinds.get('v1/ConfigMap')?.kind === 'known');
    server.fault({ kind: 'idle' });
    server.apply(configMap('unheard'), person);
    await wait(50);
    assert.ok(!has('unheard')(clusters.state(staging, shop)));
    server.fault({ kind: 'none' });
    await until(has('unheard'));
  });

  it('sits out a storm of errors, keeping what it knows', async () => {
    server.apply(configMap('a'), person);
    watch(ConfigMap, Deployment);
    await until(has('a'));
    server.fault({ kind: 'reset' });
    server.fault({ kind: 'error500' });
    const before = server.audit.entries.length;
    await wait(600);
    assert.ok(server.audit.entries.length - before < 60, `${server.audit.entries.length - before} requests`);
    assert.ok(has('a')(clusters.state(staging, shop)));
    server.fault({ kind: 'none' });
    server.apply(configMap('b'), person);
    await until((state) => has('b')(state) && state.connection.kind === 'live');
  });

  it('notices that the cluster is gone, and that it is back', async () => {
    server.apply(configMap('a'), person);
    watch(ConfigMap, Deployment, Pod);
    await until(has('a'));
    server.fault({ kind: 'down' });
    const gone = await until(({ connection }) => connection.kind === 'stale');
    assert.ok(has('a')(gone));
    server.fault({ kind: 'none' });
    server.apply(configMap('b'), person);
    await until((state) => has('b')(state) && state.connection.kind === 'live');
  });

  it('believes a stale list no longer than the watch behind it', async () => {
    server.apply(configMap('a'), person);
    server.fault({ kind: 'stale' });
    server.apply(configMap('b'), person);
    watch(ConfigMap);
    await until(has('a'));
    server.fault({ kind: 'none' });
    await until(has('b'));
  });

  it('takes 403 as the state of that kind alone, with verb, resource and namespace', async () => {
    server.ensureNamespace('shop');
    const prod = { target: staging, namespace: 'shop', kinds: [ConfigMap, Secret] };
    clusters.watch(prod);
    const read = () => clusters.state(staging, 'shop').kinds;
    while ([...read().values()].some((kind) => kind.kind === 'unknown' && kind.reason === 'pending')) await wait(3);
    const secrets = read().get('v1/Secret');
    assert.ok(secrets?.kind === 'unknown' && secrets.reason === 'forbidden');
    assert.equal(inEnglish(secrets.said), 'You may not list secrets in namespace shop (403).');
    assert.equal(read().get('v1/ConfigMap')?.kind, 'known');
  });

  it('tells who may nothing from who is not known', async () => {
    const nobody = { kind: 'context', context: 'staging-nobody' } as const;
    const stranger = { kind: 'context', context: 'staging-unknown' } as const;
    for (const target of [nobody, stranger]) clusters.watch({ target, namespace: shop, kinds: [ConfigMap] });
    const reason = (state: NamespaceState) => {
      const kind = state.kinds.get('v1/ConfigMap');
      return kind?.kind === 'unknown' ? kind.reason : kind?.kind;
    };
    const refused = await until((state) => reason(state) === 'forbidden', nobody);
    assert.equal(refused.connection.kind, 'live');
    const unknown = await until((state) => reason(state) === 'unauthorised', stranger);
    assert.equal(unknown.connection.kind, 'unknown');
  });

  it('names the issuer of a certificate that it does not trust', async () => {
    const file = join(folder, 'untrusting');
    const text = kubeconfigFor({ staging: server, production: server }).replace(/certificate-authority-data:.*/g, '');
    await writeFile(file, text);
    const wary = new Clusters({
      kubeconfig: () => loadKubeconfig([file]),
      trusted: () => false,
      environment: {},
      timings: quick,
    });
    try {
      const state = await wary.snapshot(
        { target: staging, namespace: shop, kinds: [ConfigMap] },
        AbortSignal.timeout(9_000),
      );
      assert.ok(state.connection.kind === 'unknown');
      assert.equal(state.connection.reason, 'unreachable');
      assert.match(
        inEnglish(state.connection.said),
        /issued by “.+”, which is not trusted.*certificate-authority-data/,
      );
    } finally {
      wary.dispose();
    }
  });

  it('reads the schemas of the cluster, each document once', async () => {
    const [web, config] = await Promise.all([
      clusters.schemas(staging).schema(Deployment),
      clusters.schemas(staging).schema(ReplicaSet),
    ]);
    assert.equal(web?.origin, 'cluster');
    assert.equal(config?.origin, 'cluster');
    const podSpec = ['spec', 'template', 'spec', 'containers'].reduce<typeof web.root | undefined>(
      (node, field) => node?.fields?.get(field),
      web.root,
    );
    assert.deepEqual(podSpec?.list, { kind: 'map', keys: ['name'], defaults: {} });
    const documents = server.audit.entries.filter(({ path }) => path.startsWith('/openapi/v3/'));
    assert.equal(documents.length, 1);
  });

  it('keeps no value of a Secret in what it says of one, and no last-applied annotation', async () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'db',
        namespace: shop,
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'canary', note: 'kept' },
      },
      data: { password: 'Y2FuYXJ5' },
    };
    server.apply(secret, person);
    watch(Secret);
    const state = await until(has('db', Secret));
    const found = objectsOf(state, Secret).find(({ metadata }) => metadata.name === 'db');
    assert.deepEqual(found?.metadata.annotations, { note: 'kept' });
  });

  it('leaves the server without a connection once nobody watches', async () => {
    const first = watch(ConfigMap, Deployment);
    const second = watch(ConfigMap);
    await until((state) => state.kinds.size === 2 && [...state.kinds.values()].every(({ kind }) => kind === 'known'));
    first.dispose();
    second.dispose();
    const before = requests('list', 'configmaps');
    server.fault({ kind: 'reset' });
    await wait(150);
    assert.equal(requests('list', 'configmaps'), before);
  });
});
