import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { Clusters } from '../../../src/core/cluster/clusters';
import { Kubeconfig } from '../../../src/core/cluster/kubeconfig';
import { parseKubeconfig } from '../../../src/core/cluster/kubeconfig/parse';
import { kubeconfigFor, startCluster, type ClusterDouble, type ClusterFault } from '../../lab/cluster';

const kinds = [
  { apiVersion: 'v1', kind: 'ConfigMap' },
  { apiVersion: 'v1', kind: 'Service' },
];
const namespaces = ['cart-dev', 'orders-dev', 'shop-dev'];
const target = { kind: 'context', context: 'staging' } as const;
const faults: readonly ClusterFault['kind'][] = [
  'down',
  'error500',
  'gone410',
  'reset',
  'stale',
  'idle',
  'none',
  'none',
];

/** Small, seeded and good enough: a failing run can be run again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Everything that runs there, as `kind name version`. */
function truth(server: ClusterDouble, namespace: string): readonly string[] {
  return kinds
    .flatMap(({ kind }) => server.list(kind, namespace))
    .map(({ kind, metadata }) => `${kind} ${metadata.name} ${metadata.resourceVersion ?? ''}`)
    .sort();
}

function seen(clusters: Clusters, namespace: string): readonly string[] {
  return [...clusters.state(target, namespace).kinds.values()]
    .flatMap((state) => (state.kind === 'known' ? state.objects : []))
    .map(({ kind, metadata }) => `${kind} ${metadata.name} ${metadata.resourceVersion ?? ''}`)
    .sort();
}

describe('watching under faults', () => {
  for (const seed of [1, 2, 3]) {
    it(`ends up with exactly what runs, without a storm (seed ${seed})`, async () => {
      const below = randomFrom(seed);
      const server = await startCluster({ name: 'staging', bookmarkMs: 40 });
      const file = kubeconfigFor({ staging: server, production: server });
      const clusters = new Clusters({
        kubeconfig: () => Promise.resolve(new Kubeconfig([parseKubeconfig('/config', file)])),
        trusted: () => false,
        environment: {},
        timings: {
          headersMs: 300,
          answerMs: 600,
          idleMs: 200,
          steadyMs: 30,
          relistMs: 300,
          backoffBaseMs: 10,
          backoffCapMs: 80,
          refusedMs: 40,
          coalesceMs: 5,
          pageSize: 3,
        },
      });
      try {
        for (const namespace of namespaces) {
          server.ensureNamespace(namespace);
          clusters.watch({ target, namespace, kinds });
        }
        for (let step = 0; step < 150; step++) {
          act(server, below);
          if (below(4) === 0) server.fault({ kind: faults[below(faults.length)] ?? 'none' } as ClusterFault);
          if (below(3) === 0) await wait(below(25));
        }
        server.fault({ kind: 'none' });
        for (const namespace of namespaces) await settles(server, clusters, namespace);
        const requests = server.audit.entries.length;
        assert.ok(requests < 500, `${requests} requests`);
        assert.deepEqual(server.audit.writes, []);
      } finally {
        clusters.dispose();
        await server.stop();
      }
    }).timeout(300_000);
  }
});

function act(server: ClusterDouble, below: (limit: number) => number): void {
  const namespace = namespaces[below(namespaces.length)] ?? 'shop-dev';
  const name = `object-${below(8)}`;
  const metadata = { name, namespace };
  const kind = below(2) === 0 ? 'ConfigMap' : 'Service';
  if (below(4) === 0 && server.get({ kind, namespace, name })) {
    server.remove({ kind, namespace, name });
    return;
  }
  const body =
    kind === 'ConfigMap' ? { data: { at: String(below(1e9)) } } : { spec: { ports: [{ port: 1 + below(999) }] } };
  server.apply({ apiVersion: 'v1', kind, metadata, ...body }, { manager: 'agent' });
}

async function settles(server: ClusterDouble, clusters: Clusters, namespace: string): Promise<void> {
  for (let tries = 0; tries < 1_000; tries++) {
    const state = clusters.state(target, namespace);
    if (state.connection.kind === 'live' && String(seen(clusters, namespace)) === String(truth(server, namespace)))
      return;
    await wait(5);
  }
  assert.deepEqual(seen(clusters, namespace), truth(server, namespace));
  assert.equal(clusters.state(target, namespace).connection.kind, 'live');
}
