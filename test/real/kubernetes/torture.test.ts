import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { Clusters } from '../../../src/core/cluster/clusters';
import { Kubeconfig } from '../../../src/core/cluster/kubeconfig';
import { parseKubeconfig } from '../../../src/core/cluster/kubeconfig/parse';
import { backend, freshNamespace, type Backend } from '../../contract/cluster/backend';
import { configMap } from '../../contract/cluster/builders';
import { kubeconfigFor } from '../../lab/cluster';
import { Proxy, type Way } from './proxy';

const kinds = [
  { apiVersion: 'v1', kind: 'ConfigMap' },
  { apiVersion: 'v1', kind: 'Service' },
];
const target = { kind: 'context', context: 'staging' } as const;
const ways: readonly (Way | 'reset' | 'compaction')[] = ['down', 'halfOpen', 'reset', 'compaction', 'open', 'open'];
const steps = 120;

/** Small, seeded and good enough: a failing run can be run again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const asLine = ({
  kind,
  metadata,
}: {
  kind: string;
  metadata: { name?: unknown; resourceVersion?: unknown };
}): string => `${kind} ${String(metadata.name)} ${String(metadata.resourceVersion)}`;

describe('Watching a real API server through broken connections', function () {
  this.timeout(300_000);
  let api: Backend;
  let proxy: Proxy;
  before(async () => {
    api = await backend();
    proxy = await Proxy.before(new URL(api.url));
  });
  after(() => proxy.close());

  for (const { seed, wideFrom } of [
    { seed: 1, wideFrom: 100 },
    { seed: 2, wideFrom: 2 },
  ]) {
    const how = wideFrom === 2 ? 'one watch of the whole cluster' : 'a watch for each namespace';
    it(`ends up with exactly what runs, without a storm: ${how}`, async () => {
      const below = randomFrom(seed);
      const namespaces = await Promise.all(['a', 'b', 'c'].map((name) => freshNamespace(api, `torture-${name}`)));
      const clusters = through(api, proxy, wideFrom);
      const before = await requestsOf(api);
      try {
        for (const namespace of namespaces) clusters.watch({ target, namespace, kinds });
        for (let step = 0; step < steps; step++) {
          await act(api, namespaces[below(namespaces.length)] ?? '', below);
          if (below(5) === 0) await spoil(api, proxy, ways[below(ways.length)] ?? 'open');
          if (below(3) === 0) await pause(below(150));
        }
        proxy.way = 'open';
        for (const namespace of namespaces) await settles(api, clusters, namespace);
        const requests = (await requestsOf(api)) - before;
        assert.ok(requests < 1_000, `${requests} requests`);
      } finally {
        proxy.way = 'open';
        clusters.dispose();
      }
    });
  }
});

function through(api: Backend, proxy: Proxy, wideFrom: number): Clusters {
  const users = [{ name: 'developer', token: api.tokenOf('developer') }];
  const server = { url: `https://127.0.0.1:${proxy.port}`, certificate: api.certificate, users };
  const file = kubeconfigFor({ staging: server, production: server });
  return new Clusters({
    kubeconfig: () => Promise.resolve(new Kubeconfig([parseKubeconfig('/config', file)])),
    trusted: () => false,
    environment: {},
    timings: {
      headersMs: 2_000,
      answerMs: 4_000,
      idleMs: 3_000,
      steadyMs: 100,
      backoffBaseMs: 20,
      backoffCapMs: 300,
      refusedMs: 200,
      coalesceMs: 5,
      pageSize: 3,
      wideFrom,
    },
  });
}

const requestsOf = async (api: Backend): Promise<number> =>
  (await api.audit()).filter(({ userAgent }) => userAgent.startsWith('branchline')).length;

async function spoil(api: Backend, proxy: Proxy, way: Way | 'reset' | 'compaction'): Promise<void> {
  if (way === 'reset') proxy.reset();
  else if (way !== 'compaction') proxy.way = way;
  else {
    proxy.way = 'down'; // history goes while nobody listens
    await api.compact();
  }
}

async function act(api: Backend, namespace: string, below: (limit: number) => number): Promise<void> {
  const name = `object-${below(8)}`;
  const kind = below(2) === 0 ? 'ConfigMap' : 'Service';
  if (below(4) === 0) {
    if (await api.objects.get({ kind, namespace, name })) await api.objects.remove({ kind, namespace, name });
  } else if (kind === 'ConfigMap') {
    await api.objects.apply(configMap(name, namespace, { at: String(below(1e9)) }), 'agent', true);
  } else {
    const spec = { ports: [{ port: 1 + below(999) }] };
    await api.objects.apply({ apiVersion: 'v1', kind, metadata: { name, namespace }, ...{ spec } }, 'agent', true);
  }
}

async function settles(api: Backend, clusters: Clusters, namespace: string): Promise<void> {
  const truth = async (): Promise<readonly string[]> =>
    (await Promise.all(kinds.map(({ kind }) => api.objects.list(kind, namespace)))).flat().map(asLine).sort();
  const seen = (): readonly string[] =>
    [...clusters.state(target, namespace).kinds.values()]
      .flatMap((state) => (state.kind === 'known' ? state.objects : []))
      .map(asLine)
      .sort();
  const wanted = await truth();
  for (let tries = 0; tries < 2_400; tries++) {
    if (clusters.state(target, namespace).connection.kind === 'live' && String(seen()) === String(wanted)) return;
    await pause(25);
  }
  assert.deepEqual(seen(), wanted);
  assert.equal(clusters.state(target, namespace).connection.kind, 'live');
}
