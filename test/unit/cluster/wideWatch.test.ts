import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clusters } from '../../../src/core/cluster/clusters';
import { ConfigMap, FakeApi, json, namesOf, quickClusters, Secret, staging, until } from './fakeApi';

const everywhere = '/api/v1/configmaps';
const inNamespace = (namespace: string) => `/api/v1/namespaces/${namespace}/configmaps`;
const many = Array.from({ length: 8 }, (_, index) => `shop-${index}`);

describe('one kind in many namespaces', () => {
  let api: FakeApi;
  let clusters: Clusters;

  beforeEach(async () => {
    api = await FakeApi.start();
    clusters = quickClusters({ staging: api.url });
    for (const namespace of [...many, 'others']) api.put(inNamespace(namespace), `in-${namespace}`);
  });
  afterEach(async () => {
    clusters.dispose();
    await api.stop();
  });

  const hold = (namespace: string, kinds = [ConfigMap]) => clusters.watch({ target: staging, namespace, kinds });
  const shows = (namespace: string, names: string) =>
    until(clusters, (state) => namesOf(state)?.join() === names, { namespace });
  const settled = (watches: number) => until(clusters, () => api.openWatches === watches);

  it('is one watch of the cluster, and shows each namespace its own', async () => {
    for (const namespace of many) hold(namespace);
    for (const namespace of many) await shows(namespace, `in-${namespace}`);
    await settled(1);
    api.put(inNamespace('shop-3'), 'new');
    await shows('shop-3', 'in-shop-3,new');
    api.remove(inNamespace('shop-3'), 'in-shop-3');
    await shows('shop-3', 'new');
    assert.equal(namesOf(clusters.state(staging, 'shop-4'))?.join(), 'in-shop-4');
    assert.equal(clusters.state(staging, 'others').kinds.size, 0);
  });

  it('is a watch of each namespace while they are few', async () => {
    for (const namespace of many.slice(0, 3)) hold(namespace);
    await settled(3);
    assert.equal(api.count(/^\/api\/v1\/configmaps/), 0);
  });

  it('falls back to the namespaces where the whole cluster is not to be seen', async () => {
    api.intercept = (path) => (path === everywhere ? (_, response) => json(response, 403, { code: 403 }) : undefined);
    for (const namespace of many) hold(namespace);
    for (const namespace of many) await shows(namespace, `in-${namespace}`);
    await settled(many.length);
    assert.equal(api.count(/^\/api\/v1\/configmaps/), 1, 'a refusal is not asked for again and again');
  });

  it('falls back where only its watch is refused', async () => {
    api.intercept = (path, query) =>
      path === everywhere && query.has('watch') ? (_, response) => json(response, 403, { code: 403 }) : undefined;
    for (const namespace of many) hold(namespace);
    await settled(many.length);
    for (const namespace of many) await shows(namespace, `in-${namespace}`);
  });

  for (const [how, reply] of [
    ['a server error', (response) => json(response, 500, { code: 500 })],
    ['too much for it', (response) => json(response, 504, { code: 504 })],
    ['an answer that cannot be read', (response) => response.end('{"items":')],
    ['a connection that breaks', (response) => response.destroy()],
  ] as const satisfies readonly (readonly [string, (response: ServerResponse) => void])[]) {
    it(`reads namespace by namespace while a list of all ends with ${how}, and asks for all again later`, async () => {
      clusters.dispose();
      clusters = quickClusters({ staging: api.url }, { timings: { wideRetryMs: 300 } });
      let fails = true;
      api.intercept = (path) => (path === everywhere && fails ? (_, response) => void reply(response) : undefined);
      clusters.expect(
        staging,
        Array.from({ length: 60 }, (_, index) => `shop-${index}`),
      );
      for (const namespace of many.slice(0, 5)) hold(namespace);
      for (const namespace of many.slice(0, 5)) await shows(namespace, `in-${namespace}`);
      fails = false;
      await settled(1);
      for (const namespace of many.slice(0, 5)) await shows(namespace, `in-${namespace}`);
    });
  }

  it('reads those that come later by themselves where the list that was to take them up fails', async () => {
    for (const namespace of many) hold(namespace);
    await settled(1);
    api.intercept = (path) => (path === everywhere ? (_, response) => json(response, 500, { code: 500 }) : undefined);
    const late = Array.from({ length: 8 }, (_, index) => `late-${index}`);
    for (const namespace of late) api.put(inNamespace(namespace), `in-${namespace}`);
    for (const namespace of late) hold(namespace);
    for (const namespace of late) await shows(namespace, `in-${namespace}`);
  });

  it('lets what cannot be read in one namespace be unknown there alone, held or only expected', async () => {
    const bad = { metadata: { name: 7, namespace: 'others' } };
    const spoilt = (items: readonly unknown[]) => ({ metadata: { resourceVersion: '109' }, items: [...items, bad] });
    let lists = 0;
    api.intercept = (path, query) => {
      if (query.has('watch') || (path !== everywhere && path !== inNamespace('others'))) return undefined;
      if (path === everywhere) lists += 1;
      const items = many.map((namespace) => ({
        metadata: { name: `in-${namespace}`, namespace, resourceVersion: '1' },
      }));
      return (_, response) => json(response, 200, spoilt(path === everywhere ? items : []));
    };
    clusters.expect(staging, [...many, 'others']);
    for (const namespace of many) hold(namespace);
    for (const namespace of many) await shows(namespace, `in-${namespace}`);
    hold('others');
    await until(clusters, (state) => (state.kinds.get('v1/ConfigMap') as { reason?: string }).reason === 'invalid', {
      namespace: 'others',
    });
    await wait(100);
    assert.equal(namesOf(clusters.state(staging, 'shop-1'))?.join(), 'in-shop-1');
    assert.equal(lists, 1, 'the list of all is not read again for it');
  });

  it('takes up a namespace that comes later, and never calls empty what it has not read', async () => {
    for (const namespace of many) hold(namespace);
    await settled(1);
    let release: (() => void) | undefined;
    api.intercept = (path) =>
      path === inNamespace('others')
        ? (_, response) => {
            release = () => json(response, 200, { metadata: { resourceVersion: '1' }, items: [] });
          }
        : undefined;
    hold('others');
    await until(clusters, () => release !== undefined, { namespace: 'others' });
    assert.equal(clusters.state(staging, 'others').kinds.get('v1/ConfigMap')?.kind, 'unknown');
    api.intercept = () => undefined;
    api.dropWatches();
    clusters.refresh(staging, 'others');
    await shows('others', 'in-others');
  });

  it('covers also the few that came later, once they have come to rest', async () => {
    clusters.dispose();
    clusters = quickClusters({ staging: api.url }, { timings: { wideSettleMs: 30, maxStreams: 2, pollMs: 60_000 } });
    for (const namespace of many) hold(namespace);
    await settled(1);
    const late = ['late-0', 'late-1', 'late-2'];
    for (const namespace of late) api.put(inNamespace(namespace), `in-${namespace}`);
    for (const namespace of late) hold(namespace);
    for (const namespace of late) await shows(namespace, `in-${namespace}`);
    await settled(1);
    // Two of them found no watch left: without the cluster's they would be looked at once a minute.
    for (const namespace of late) api.put(inNamespace(namespace), 'new');
    for (const namespace of late) await shows(namespace, `in-${namespace},new`);
  });

  it('widens what it covers once many have come', async () => {
    for (const namespace of many) hold(namespace);
    await settled(1);
    const late = Array.from({ length: 8 }, (_, index) => `late-${index}`);
    for (const namespace of late) api.put(inNamespace(namespace), `in-${namespace}`);
    for (const namespace of late) hold(namespace);
    for (const namespace of [...many, ...late]) await shows(namespace, `in-${namespace}`);
    await until(clusters, () => api.openWatches <= 3);
    assert.ok(api.count(/^\/api\/v1\/configmaps\?limit/) <= 3);
  });

  it('asks nothing more for namespaces that were expected, however late they come', async () => {
    const late = Array.from({ length: 8 }, (_, index) => `late-${index}`);
    for (const namespace of late) api.put(inNamespace(namespace), `in-${namespace}`);
    const expected = clusters.expect(staging, [...many, ...late]);
    for (const namespace of many) hold(namespace);
    await settled(1);
    const asked = api.count(/configmaps/);
    for (const namespace of late) {
      hold(namespace);
      await shows(namespace, `in-${namespace}`);
    }
    assert.equal(api.count(/configmaps/), asked);
    api.put(inNamespace('late-3'), 'new');
    await shows('late-3', 'in-late-3,new');
    expected.dispose();
    for (const namespace of late) clusters.refresh(staging, namespace);
    await shows('late-3', 'in-late-3,new'); // who holds it is not who expected it
  });

  it('asks for the whole cluster from three namespaces on where sixty are expected', async () => {
    clusters.expect(
      staging,
      Array.from({ length: 60 }, (_, index) => `shop-${index}`),
    );
    for (const namespace of many.slice(0, 3)) hold(namespace);
    await settled(1);
    assert.equal(api.count(/^\/api\/v1\/configmaps\?limit/), 1);
  });

  it('shows nothing of what is only expected, and asks for the Secrets of each where they are held', async () => {
    clusters.expect(staging, [...many, 'others']);
    for (const namespace of many) hold(namespace);
    await settled(1);
    assert.equal(clusters.state(staging, 'others').kinds.size, 0);
    for (const namespace of many) hold(namespace, [Secret]);
    await settled(1 + many.length);
    assert.equal(api.count(/^\/api\/v1\/secrets/), 0);
    assert.equal(api.count(/namespaces\/others\/secrets/), 0);
  });

  it('tells only the namespaces in which something changed', async () => {
    for (const namespace of many) hold(namespace);
    await settled(1);
    await wait(40);
    const told = new Set<string>();
    clusters.onDidChange(({ namespace, kinds }) => kinds.size > 0 && told.add(namespace));
    api.put(inNamespace('shop-5'), 'new');
    api.put(inNamespace('others'), 'new');
    await shows('shop-5', 'in-shop-5,new');
    await wait(40);
    assert.deepEqual([...told], ['shop-5']);
  });

  it('tells who listens to some namespaces of those alone, until they stop', async () => {
    for (const namespace of many) hold(namespace);
    await settled(1);
    await wait(40);
    const told: string[] = [];
    const listening = clusters.onDidChangeIn(staging, ['shop-5', 'shop-6'], ({ namespace, kinds }) => {
      if (kinds.size > 0) told.push(namespace);
    });
    for (const namespace of ['shop-4', 'shop-5']) api.put(inNamespace(namespace), 'new');
    await shows('shop-4', 'in-shop-4,new');
    await shows('shop-5', 'in-shop-5,new');
    await wait(40);
    assert.deepEqual(told, ['shop-5']);
    listening.dispose();
    api.put(inNamespace('shop-5'), 'newer');
    await shows('shop-5', 'in-shop-5,new,newer');
    await wait(40);
    assert.deepEqual(told, ['shop-5']);
  });

  it('says now and then that all is as it was, not with every event of the namespaces that nobody holds', async () => {
    for (const namespace of many) hold(namespace);
    await settled(1);
    await wait(40);
    let told = 0;
    clusters.onDidChange(() => (told += 1));
    for (let round = 0; round < 20; round++) {
      api.put(inNamespace('others'), `busy-${round}`);
      await wait(5);
    }
    api.put(inNamespace('shop-5'), 'new');
    await shows('shop-5', 'in-shop-5,new');
    assert.ok(told <= many.length + 1, String(told));
  });

  it('never asks for the Secrets of the whole cluster', async () => {
    for (const namespace of many) hold(namespace, [Secret]);
    await settled(many.length);
    assert.equal(api.count(/^\/api\/v1\/secrets/), 0);
  });

  it('lists from time to time what no watch is left for', async () => {
    clusters.dispose();
    clusters = quickClusters({ staging: api.url }, { timings: { wideFrom: 99, maxStreams: 3, pollMs: 30 } });
    for (const namespace of many) hold(namespace);
    await settled(3);
    for (const namespace of many) await shows(namespace, `in-${namespace}`);
    for (const namespace of many) api.put(inNamespace(namespace), 'new');
    for (const namespace of many) await shows(namespace, `in-${namespace},new`);
    assert.equal(api.openWatches, 3);
  });

  it('ends with its last holder', async () => {
    const holds = many.map((namespace) => hold(namespace));
    await settled(1);
    for (const one of holds) one.dispose();
    while (api.openSockets > 0) await wait(2);
    assert.equal(clusters.state(staging, 'shop-1').kinds.size, 0);
  });
});
