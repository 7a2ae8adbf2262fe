import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Clusters } from '../../../src/core/cluster/clusters';
import { ConfigMap, FakeApi, json, quickClusters, staging, type Reply } from '../../unit/cluster/fakeApi';

const total = 30_000;
const namespaces = Array.from({ length: 10 }, (_, index) => `team-${index}`);
const collection = (namespace: string) => `/api/v1/namespaces/${namespace}/configmaps`;
const namespaceOf = (index: number) => namespaces[index % namespaces.length] ?? '';

setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc') as () => void;
const heapMb = () => {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

/** Small, seeded and good enough: a failing run can be run again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('thirty thousand objects, and everything that can go wrong', function () {
  this.timeout(300_000);
  let api: FakeApi;
  let clusters: Clusters;
  let skewMs = 0;
  const expected = new Map<string, string>();

  const put = (index: number, value: string) => {
    const namespace = namespaceOf(index);
    const { metadata } = api.put(collection(namespace), `object-${index}`, { data: { value } });
    expected.set(`${namespace}/object-${index}`, metadata.resourceVersion);
  };
  const remove = (index: number) => {
    const namespace = namespaceOf(index);
    api.remove(collection(namespace), `object-${index}`);
    expected.delete(`${namespace}/object-${index}`);
  };
  const seen = () =>
    namespaces.flatMap((namespace) => {
      const kind = clusters.state(staging, namespace).kinds.get('v1/ConfigMap');
      return kind?.kind === 'known'
        ? kind.objects.map(({ metadata }) => [`${namespace}/${metadata.name}`, metadata.resourceVersion] as const)
        : [];
    });
  /** Until what is seen is exactly what there is. */
  const settles = async () => {
    for (let tries = 0; tries < 2_000; tries++) {
      const all = seen();
      if (all.length === expected.size && all.every(([name, version]) => expected.get(name) === version)) return;
      await wait(50);
    }
    const all = new Map<string, string | undefined>(seen());
    const wrong = [...new Set([...all.keys(), ...expected.keys()])].filter(
      (name) => all.get(name) !== expected.get(name),
    );
    assert.deepEqual(
      wrong.map((name) => ({ name, seen: all.get(name), expected: expected.get(name) })),
      [],
    );
  };

  before(async () => {
    api = await FakeApi.start();
    for (let index = 0; index < total; index++) put(index, `value ${index}`);
    clusters = quickClusters(
      { staging: api.url },
      {
        clock: { now: () => Date.now() + skewMs },
        timings: { pageSize: 5_000, answerMs: 60_000, headersMs: 15_000, backoffBaseMs: 20, backoffCapMs: 200 },
      },
    );
  });
  after(async () => {
    clusters.dispose();
    await api.stop();
  });

  it('ends up with exactly what there is, without a storm, and leaves nothing behind', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    // The client library is loaded by the first request: it stays.
    await clusters.snapshot({ target: staging, namespace: 'none', kinds: [ConfigMap] }, AbortSignal.timeout(30_000));
    const [heapBefore, timersBefore] = [heapMb(), timers()];
    for (const namespace of namespaces) clusters.watch({ target: staging, namespace, kinds: [ConfigMap] });
    await settles();
    assert.ok(api.openWatches <= 5, `${api.openWatches} watches for ten namespaces`);
    const [heapFull, requestsBefore] = [heapMb(), api.requests.length];

    const below = randomFrom(7);
    const failures: readonly (() => void)[] = [
      () => api.dropWatches(),
      () => api.tell('/api/v1/namespaces/team-0/configmaps', { type: 'ERROR', object: { code: 410 } }),
      () => interceptWith((_request, response) => json(response, 503, { code: 503 })),
      () => interceptWith((request) => request.socket.destroy()),
      () => interceptWith(() => undefined), // no answer at all
      () => {
        skewMs += 30 * 60_000; // the machine slept
      },
      () => {
        skewMs -= 60 * 60_000; // the clock was set back
      },
      () => {
        api.intercept = () => undefined;
      },
    ];
    for (let step = 0; step < 120; step++) {
      const index = below(total);
      if (below(5) === 0) remove(index);
      else put(index, `step ${step}`);
      if (below(6) === 0) failures[below(failures.length)]?.();
      if (below(3) === 0) await wait(20);
    }
    api.intercept = () => undefined;
    skewMs = 0;
    await settles();
    const asked = api.requests.length - requestsBefore;
    assert.ok(asked < 400, `${asked} requests`);

    clusters.dispose();
    for (let tries = 0; tries < 500 && api.openSockets > 0; tries++) await wait(10);
    assert.equal(api.openSockets, 0);
    assert.ok(timers() <= timersBefore, `${timers()} timers, before ${timersBefore}`);
    const left = heapMb() - heapBefore;
    assert.ok(
      left < (heapFull - heapBefore) / 3,
      `${left.toFixed(0)} MB of ${(heapFull - heapBefore).toFixed(0)} left`,
    );
  });

  function interceptWith(reply: Reply): void {
    api.intercept = () => reply;
  }
});
