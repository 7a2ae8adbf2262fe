import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clusters } from '../../../src/core/cluster/clusters';
import { ConfigMap, FakeApi, json, namesOf, quickClusters, staging, until } from './fakeApi';

const configMaps = '/api/v1/namespaces/shop/configmaps';
const shop = { target: staging, namespace: 'shop', kinds: [ConfigMap] };
const gone = { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } };

describe('what changes while something else goes on', () => {
  let api: FakeApi;
  let clusters: Clusters;

  beforeEach(async () => {
    api = await FakeApi.start();
    clusters = quickClusters({ staging: api.url }, { timings: { pageSize: 10 } });
  });

  afterEach(async () => {
    clusters.dispose();
    await api.stop();
  });

  it('is not lost while pages are read, where later pages come with a newer version', async () => {
    for (let index = 0; index < 25; index++) api.put(configMaps, `item-${index}`);
    let changed = '';
    api.intercept = (_path, query) => {
      if (!query.get('continue')?.startsWith('10of')) return undefined;
      changed = api.put(configMaps, 'item-0', { data: { now: 'another' } }).metadata.resourceVersion;
      return (_request, response) => json(response, 200, { metadata: { resourceVersion: changed }, items: [] });
    };
    clusters.watch(shop);
    await until(clusters, ({ kinds }) => {
      const kind = kinds.get('v1/ConfigMap');
      return kind?.kind === 'known' && kind.objects.some(({ metadata }) => metadata.resourceVersion === changed);
    });
  });

  it('is told where it stands before the line that ended the watch', async () => {
    clusters.watch(shop);
    await until(clusters, (state) => namesOf(state) !== undefined && api.openWatches === 1);
    const told: string[] = [];
    clusters.onDidChange(({ kinds }) => told.push(...kinds));
    const object = { metadata: { name: 'last', namespace: 'shop', uid: 'last', resourceVersion: '900' } };
    api.tellRaw(Buffer.from([{ type: 'ADDED', object }, gone].map((line) => `${JSON.stringify(line)}\n`).join('')));
    api.intercept = (_path, query) =>
      query.has('limit')
        ? (_request, response) => json(response, 200, { metadata: { resourceVersion: '901' }, items: [object] })
        : undefined;
    await until(clusters, (state) => api.openWatches === 1 && namesOf(state)?.join() === 'last');
    while (api.count(/watch=true/) < 2) await wait(2);
    assert.ok(told.includes('v1/ConfigMap'));
  });

  it('is found where the server went back to a backup, and its watches are silent from then on', async () => {
    clusters.dispose();
    clusters = quickClusters({ staging: api.url }, { timings: { idleMs: 40, silentMs: 100 } });
    api.put(configMaps, 'before');
    clusters.watch(shop);
    await until(clusters, (state) => namesOf(state)?.join() === 'before' && api.openWatches === 1);
    api.restore(10);
    api.put(configMaps, 'after');
    await until(clusters, (state) => namesOf(state)?.join() === 'after,before');
    api.put(configMaps, 'later');
    await until(clusters, (state) => namesOf(state)?.join() === 'after,before,later');
  });
});
