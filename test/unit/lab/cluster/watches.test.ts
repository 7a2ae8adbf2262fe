import assert from 'node:assert/strict';
import type { ClusterDouble } from '../../../lab/cluster';
import { listAt, stringAt } from '../../../lab/cluster/model/object';
import { configMap, onCluster, send, told, watch } from './harness';

const maps = '/api/v1/namespaces/shop-dev/configmaps';
const agent = { manager: 'agent' };
const settings = { kind: 'ConfigMap', namespace: 'shop-dev', name: 'settings' };

async function versionNow(cluster: ClusterDouble): Promise<string> {
  return stringAt((await send(cluster, 'GET', maps)).body, 'metadata', 'resourceVersion') ?? '';
}

const add = (cluster: ClusterDouble, name: string, value = '1', labels = {}): void => {
  cluster.apply(configMap(name, { a: value }, labels), agent);
};

describe('lab cluster: watches', () => {
  it(
    'tell what happened after a version, in order',
    onCluster(async (cluster) => {
      const version = await versionNow(cluster);
      add(cluster, 'settings');
      const stream = await watch(cluster, maps, `&resourceVersion=${version}`);
      assert.equal(await told(stream), 'ADDED settings');
      add(cluster, 'settings', '2');
      assert.equal(await told(stream), 'MODIFIED settings');
      cluster.remove(settings);
      assert.equal(await told(stream), 'DELETED settings');
    }),
  );

  it(
    'without a version begin with what is there',
    onCluster(async (cluster) => {
      add(cluster, 'a', '1', { x: 'y' });
      add(cluster, 'b', '1', { x: 'y' });
      const stream = await watch(cluster, maps, '&labelSelector=x%3Dy');
      assert.deepEqual([await told(stream), await told(stream)], ['ADDED a', 'ADDED b']);
      const zero = await watch(cluster, maps, '&resourceVersion=0&fieldSelector=metadata.name%3Db');
      assert.equal(await told(zero), 'ADDED b');
    }),
  );

  it(
    'with a selector, an object that leaves it is deleted',
    onCluster(async (cluster) => {
      const stream = await watch(cluster, maps, `&labelSelector=on%3Dyes&resourceVersion=${await versionNow(cluster)}`);
      add(cluster, 'settings', '1', { on: 'yes' });
      add(cluster, 'settings', '1', { on: 'no' });
      add(cluster, 'settings', '1', { on: 'yes' });
      assert.deepEqual(
        [await told(stream), await told(stream), await told(stream)],
        ['ADDED settings', 'DELETED settings', 'ADDED settings'],
      );
    }),
  );

  it(
    'end after their time, with a bookmark at the newest version where asked',
    onCluster(
      async (cluster) => {
        const stream = await watch(
          cluster,
          maps,
          `&allowWatchBookmarks=true&timeoutSeconds=1&resourceVersion=${await versionNow(cluster)}`,
        );
        const event = await stream.next();
        assert.ok(typeof event === 'object');
        assert.equal(event.type, 'BOOKMARK');
        assert.equal(event.object['kind'], 'ConfigMap');
        assert.equal(stringAt(event.object, 'metadata', 'resourceVersion'), await versionNow(cluster));
        let next = await told(stream);
        while (next.startsWith('BOOKMARK')) next = await told(stream);
        assert.equal(next, 'end');
      },
      { bookmarkMs: 50 },
    ),
  );

  it(
    'mark the end of the initial events where asked',
    onCluster(async (cluster) => {
      const stream = await watch(
        cluster,
        maps,
        '&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&fieldSelector=metadata.name%3Dnone',
      );
      const event = await stream.next();
      assert.ok(typeof event === 'object');
      assert.deepEqual((event.object['metadata'] as { annotations: unknown }).annotations, {
        'k8s.io/initial-events-end': 'true',
      });
    }),
  );

  it(
    'from a version older than the history are told 410',
    onCluster(
      async (cluster) => {
        const version = await versionNow(cluster);
        for (let count = 0; count < 10; count += 1) add(cluster, 'settings', String(count));
        const stream = await watch(cluster, maps, `&resourceVersion=${version}`);
        assert.deepEqual([await told(stream), await told(stream)], ['ERROR 410', 'end']);
      },
      { historyLength: 4 },
    ),
  );
});

describe('lab cluster: faults', () => {
  it(
    'gone410 ends open watches and expires old versions and pages, and a new list heals',
    onCluster(async (cluster) => {
      add(cluster, 'settings');
      const version = await versionNow(cluster);
      const first = (await send(cluster, 'GET', `${maps}?limit=1`)).body;
      const open = await watch(cluster, maps, `&resourceVersion=${version}`);
      cluster.fault({ kind: 'gone410' });
      assert.deepEqual([await told(open), await told(open)], ['ERROR 410', 'end']);
      assert.equal(await told(await watch(cluster, maps, `&resourceVersion=${version}`)), 'ERROR 410');
      const page = await send(
        cluster,
        'GET',
        `${maps}?limit=1&continue=${stringAt(first, 'metadata', 'continue') ?? ''}`,
      );
      assert.equal(page.code, 410);
      assert.equal(page.body['reason'], 'Expired');
      const healed = await watch(cluster, maps, `&resourceVersion=${await versionNow(cluster)}`);
      add(cluster, 'settings', '2');
      assert.equal(await told(healed), 'MODIFIED settings');
    }),
  );

  it(
    'reset breaks watches off, and new ones work',
    onCluster(async (cluster) => {
      const version = await versionNow(cluster);
      const open = await watch(cluster, maps, `&resourceVersion=${version}`);
      cluster.fault({ kind: 'reset' });
      assert.equal(await told(open), 'broken');
      add(cluster, 'settings');
      assert.equal(await told(await watch(cluster, maps, `&resourceVersion=${version}`)), 'ADDED settings');
    }),
  );

  it(
    'down resets every connection until it is over',
    onCluster(async (cluster) => {
      const open = await watch(cluster, maps, `&resourceVersion=${await versionNow(cluster)}`);
      cluster.fault({ kind: 'down' });
      assert.equal(await told(open), 'broken');
      await assert.rejects(send(cluster, 'GET', maps), { code: 'ECONNRESET' });
      cluster.fault({ kind: 'none' });
      assert.equal((await send(cluster, 'GET', maps)).code, 200);
    }),
  );

  it(
    'error500 fails every request and leaves open watches alone',
    onCluster(async (cluster) => {
      const open = await watch(cluster, maps, `&resourceVersion=${await versionNow(cluster)}`);
      cluster.fault({ kind: 'error500' });
      assert.equal((await send(cluster, 'GET', maps)).body['reason'], 'InternalError');
      add(cluster, 'settings');
      assert.equal(await told(open), 'ADDED settings');
    }),
  );

  it(
    'stale serves the old list and holds watches back, which then catch up',
    onCluster(async (cluster) => {
      const version = await versionNow(cluster);
      const open = await watch(cluster, maps, `&resourceVersion=${version}`);
      cluster.fault({ kind: 'stale' });
      add(cluster, 'settings');
      const { body } = await send(cluster, 'GET', maps);
      assert.equal(stringAt(body, 'metadata', 'resourceVersion'), version);
      assert.ok(!listAt(body, 'items').some((item) => stringAt(item, 'metadata', 'name') === 'settings'));
      cluster.fault({ kind: 'none' });
      assert.equal(await told(open), 'ADDED settings');
      assert.ok(
        listAt((await send(cluster, 'GET', maps)).body, 'items').some(
          (item) => stringAt(item, 'metadata', 'name') === 'settings',
        ),
      );
    }),
  );

  it(
    'idle leaves watches half-open for good, while lists are fresh',
    onCluster(async (cluster) => {
      const version = await versionNow(cluster);
      const open = await watch(cluster, maps, `&resourceVersion=${version}`);
      cluster.fault({ kind: 'idle' });
      add(cluster, 'settings');
      assert.notEqual(await versionNow(cluster), version);
      cluster.fault({ kind: 'none' });
      add(cluster, 'settings', '2');
      cluster.fault({ kind: 'reset' });
      assert.equal(await told(open), 'broken');
    }),
  );

  it(
    'slow delays an answer and does not hold up the end',
    onCluster(async (cluster) => {
      cluster.fault({ kind: 'slow', delayMs: 20 });
      assert.equal((await send(cluster, 'GET', maps)).code, 200);
      cluster.fault({ kind: 'slow', delayMs: 3_600_000 });
      const waiting = send(cluster, 'GET', maps);
      await Promise.all([
        assert.rejects(waiting),
        new Promise((resolve) => setTimeout(resolve, 20)).then(() => cluster.stop()),
      ]);
    }),
  );
});
