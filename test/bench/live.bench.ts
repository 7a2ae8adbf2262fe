import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Clusters } from '../../src/core/cluster/clusters';
import { Kubeconfig } from '../../src/core/cluster/kubeconfig';
import { parseKubeconfig } from '../../src/core/cluster/kubeconfig/parse';
import type { NamespaceState } from '../../src/core/cluster/live';
import { sample } from './harness';
import { collectedHeap } from './probes/heap';

const count = 30_000;
const target = { kind: 'context', context: 'bench' } as const;
const namespace = 'shop';
const kinds = [
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'v1', kind: 'ConfigMap' },
];

const server = new Worker(new URL('probes/apiServer.ts', import.meta.url));
const [port] = (await once(server, 'message')) as [number];
server.postMessage({ hold: count });
await once(server, 'message');

const clusters = new Clusters({
  kubeconfig: () => Promise.resolve(new Kubeconfig([parseKubeconfig('/config', kubeconfigOf(port))])),
  trusted: () => false,
  environment: {},
});
// The client library is loaded by the first request, and is not what is measured.
await clusters.snapshot({ target, namespace, kinds: kinds.slice(1, 2) }, AbortSignal.timeout(60_000));
const before = collectedHeap();
const watching = clusters.watch({ target, namespace, kinds });
while (objectsIn(clusters.state(target, namespace)) < count) await delay(20);

await sample(`heap of ${count} live objects`, 'MB', () => (collectedHeap() - before) / 1e6, {
  ...{ rounds: 3, warmup: 1, target: 100 },
});
await sample(
  'live change to event, p95 of 40',
  'ms',
  async () => {
    const times: number[] = [];
    for (let index = 0; index < 40; index++) times.push(await timeOfChange());
    return times.sort((a, b) => a - b)[37] ?? NaN;
  },
  { rounds: 5, warmup: 1, target: 250 },
);

watching.dispose();
clusters.dispose();
await server.terminate();

/** Until somebody who listens knows of it. */
function timeOfChange(): Promise<number> {
  const started = performance.now();
  return new Promise((resolve) => {
    const listening = clusters.onDidChange(({ kinds: changed }) => {
      if (!changed.has('v1/ConfigMap')) return;
      listening.dispose();
      resolve(performance.now() - started);
    });
    server.postMessage({ change: 'service-4' });
  });
}

function objectsIn(state: NamespaceState): number {
  return [...state.kinds.values()].reduce((sum, kind) => sum + (kind.kind === 'known' ? kind.objects.length : 0), 0);
}

function kubeconfigOf(port: number): string {
  return JSON.stringify({
    clusters: [{ name: 'bench', cluster: { server: `http://127.0.0.1:${port}` } }],
    users: [{ name: 'bench', user: { token: 'bench' } }],
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
  });
}
