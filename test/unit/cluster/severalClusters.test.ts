import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { inEnglish } from '../../../src/core/support/message';
import { ConfigMap, configMaps, FakeApi, namesOf, quickClusters, staging, until } from './fakeApi';

const shop = { target: staging, namespace: 'shop', kinds: [ConfigMap] };

describe('several clusters', () => {
  it('do not hold up each other: one hangs, one refuses, one is not configured, one works', async () => {
    const works = await FakeApi.start();
    const hangs = await FakeApi.start();
    works.put(configMaps, 'a');
    hangs.intercept = () => () => undefined;
    const clusters = quickClusters({ works: works.url, hangs: hangs.url, refuses: 'http://127.0.0.1:1' });
    const of = (context: string) => ({ target: { kind: 'context' as const, context } });
    for (const context of ['hangs', 'refuses', 'absent', 'works']) clusters.watch({ ...shop, ...of(context) });
    try {
      await until(clusters, (state) => namesOf(state)?.join() === 'a', of('works'));
      const refused = await until(clusters, ({ connection }) => connection.kind === 'unknown', of('refuses'));
      assert.ok(refused.connection.kind === 'unknown');
      assert.match(inEnglish(refused.connection.said), /127\.0\.0\.1:1 cannot be reached: nothing listens there/);
      const absent = await until(clusters, ({ connection }) => connection.kind === 'unknown', of('absent'));
      assert.ok(absent.connection.kind === 'unknown' && absent.connection.reason === 'notConfigured');
      const hanging = await until(clusters, ({ connection }) => connection.kind === 'unknown', of('hangs'));
      assert.ok(hanging.connection.kind === 'unknown');
      assert.match(inEnglish(hanging.connection.said), /did not answer in time/);
    } finally {
      clusters.dispose();
      await Promise.all([works.stop(), hangs.stop()]);
    }
  }).timeout(20_000);

  it('start over when the kubeconfig leads elsewhere, and only then', async () => {
    const [old, other] = [await FakeApi.start(), await FakeApi.start()];
    other.put(configMaps, 'elsewhere');
    const contexts = { staging: old.url };
    const clusters = quickClusters(contexts);
    clusters.watch(shop);
    try {
      await until(clusters, () => old.openWatches === 1);
      const requests = old.requests.length;
      await clusters.reload();
      await wait(50);
      assert.equal(old.requests.length, requests);
      contexts.staging = other.url;
      await clusters.reload();
      await until(clusters, (state) => namesOf(state)?.join() === 'elsewhere');
      while (old.openSockets > 0) await wait(2);
    } finally {
      clusters.dispose();
      await Promise.all([old.stop(), other.stop()]);
    }
  });
});
