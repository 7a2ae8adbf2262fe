import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clusters } from '../../../src/core/cluster/clusters';
import { redactingLog } from '../../../src/core/support/log';
import { inEnglish } from '../../../src/core/support/message';
import {
  ConfigMap,
  configMaps,
  Deployment,
  FakeApi,
  json,
  namesOf,
  quickClusters,
  Secret,
  staging,
  until,
  type Reply,
} from './fakeApi';

const shop = { target: staging, namespace: 'shop', kinds: [ConfigMap] };
const isWatch = (query: URLSearchParams) => query.has('watch');
const status =
  (code: number, body: object = {}): Reply =>
  (_request, response) =>
    json(response, code, { code, ...body });
const gone = { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } };

describe('watching a namespace', () => {
  let api: FakeApi;
  let clusters: Clusters;

  beforeEach(async () => {
    api = await FakeApi.start();
    clusters = quickClusters({ staging: api.url });
  });

  afterEach(async () => {
    clusters.dispose();
    await api.stop();
  });

  /** The client library is loaded with the first cluster that is asked for; only then does counting make sense. */
  const firstRequest = async () => {
    while (api.requests.length === 0) await wait(2);
  };
  const watchSettled = () => until(clusters, (state) => namesOf(state) !== undefined && api.openWatches === 1);

  it('shows what is there, and what changes', async () => {
    api.put(configMaps, 'a');
    clusters.watch(shop);
    await watchSettled();
    api.put(configMaps, 'b');
    await until(clusters, (state) => namesOf(state)?.join() === 'a,b');
    api.remove(configMaps, 'a');
    const state = await until(clusters, (state) => namesOf(state)?.join() === 'b');
    assert.equal(state.connection.kind, 'live');
  });

  it('gives items of typed lists the apiVersion and kind that they lack', async () => {
    api.put(configMaps, 'a', { data: { key: 'value' } });
    clusters.watch(shop);
    const state = await watchSettled();
    const kind = state.kinds.get('v1/ConfigMap');
    assert.ok(kind?.kind === 'known');
    const { apiVersion, kind: name, data } = kind.objects[0]!;
    assert.deepEqual({ apiVersion, name, data }, { apiVersion: 'v1', name: 'ConfigMap', data: { key: 'value' } });
  });

  it('contacts nothing that nobody asked for', async () => {
    clusters.watch(shop);
    await watchSettled();
    assert.deepEqual(
      api.requests.map((request) => request.replace(/\?.*/, '')),
      ['/api/v1', configMaps, configMaps],
    );
  });

  it('shares one watch among all who ask for the same, until the last leaves', async () => {
    const first = clusters.watch(shop);
    const second = clusters.watch(shop);
    await watchSettled();
    first.dispose();
    first.dispose();
    api.put(configMaps, 'a');
    await until(clusters, (state) => namesOf(state)?.join() === 'a');
    assert.equal(api.count(/watch=true/), 1);
    second.dispose();
    while (api.openSockets > 0) await wait(2);
    assert.equal(clusters.state(staging, 'shop').kinds.size, 0);
  });

  it('reads long lists page by page', async () => {
    clusters.dispose();
    clusters = quickClusters({ staging: api.url }, { timings: { pageSize: 10 } });
    for (let index = 0; index < 25; index++) api.put(configMaps, `item-${index}`);
    clusters.watch(shop);
    const state = await watchSettled();
    assert.equal(namesOf(state)?.length, 25);
    assert.equal(api.count(/limit=10/), 3);
  });

  it('starts the list anew where the server forgets its version between two pages', async () => {
    clusters.dispose();
    clusters = quickClusters({ staging: api.url }, { timings: { pageSize: 10 } });
    for (let index = 0; index < 25; index++) api.put(configMaps, `item-${index}`);
    let refusals = 1;
    api.intercept = (_path, query) =>
      query.get('continue')?.startsWith('10of') && refusals-- > 0 ? status(410) : undefined;
    clusters.watch(shop);
    assert.equal(namesOf(await watchSettled())?.length, 25);
  });

  it('continues a dropped watch where it ended, without a list', async () => {
    clusters.watch(shop);
    await watchSettled();
    const { resourceVersion } = api.put(configMaps, 'a').metadata;
    await until(clusters, (state) => namesOf(state)?.join() === 'a');
    api.dropWatches();
    await until(clusters, () => api.count(/watch=true/) === 2 && api.openWatches === 1);
    assert.equal(api.count(/limit=/), 1);
    assert.match(api.requests.at(-1)!, new RegExp(`resourceVersion=${resourceVersion}\\b`));
    assert.equal(clusters.state(staging, 'shop').connection.kind, 'live');
  });

  it('continues from the last bookmark', async () => {
    clusters.watch(shop);
    await watchSettled();
    api.tell(configMaps, { type: 'BOOKMARK', object: { metadata: { resourceVersion: '7777' } } });
    await wait(30);
    api.dropWatches();
    await until(clusters, () => api.count(/watch=true/) === 2);
    assert.match(api.requests.at(-1)!, /resourceVersion=7777/);
  });

  it('reads anew after 410, as an event or as an answer, and loses nothing', async () => {
    clusters.watch(shop);
    await watchSettled();
    api.tell(configMaps, gone);
    await until(clusters, () => api.count(/limit=/) === 2 && api.openWatches === 1);
    let refusals = 1;
    api.intercept = (_path, query) => (isWatch(query) && refusals-- > 0 ? status(410) : undefined);
    api.put(configMaps, 'a');
    api.dropWatches();
    await until(clusters, (state) => api.count(/limit=/) === 3 && namesOf(state)?.join() === 'a');
  });

  it('reads events wherever their bytes are cut, also within a letter', async () => {
    clusters.watch(shop);
    await watchSettled();
    const object = { data: { text: 'gruß 🚢' }, metadata: { name: 'cut', namespace: 'shop', resourceVersion: '900' } };
    const bytes = Buffer.from(`${JSON.stringify({ type: 'ADDED', object })}\n`);
    for (let at = 0; at < bytes.length; at += 3) {
      api.tellRaw(bytes.subarray(at, at + 3));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const state = await until(clusters, (state) => namesOf(state)?.join() === 'cut');
    const kind = state.kinds.get('v1/ConfigMap');
    assert.ok(kind?.kind === 'known');
    assert.deepEqual(kind.objects[0]?.['data'], { text: 'gruß 🚢' });
  });

  it('starts over where a watch sends what is no event', async () => {
    clusters.watch(shop);
    await watchSettled();
    api.tellRaw(Buffer.from('<html>proxy error</html>\n'));
    await until(clusters, () => api.count(/limit=/) === 2 && api.openWatches === 1);
  });

  it('leaves a half-open watch: nothing came for too long', async () => {
    clusters.watch(shop);
    await watchSettled();
    await until(clusters, () => api.count(/watch=true/) >= 2);
    assert.equal(api.count(/limit=/), 1);
  });

  it('says what may not be read, and shows the rest', async () => {
    clusters.dispose();
    const lines: string[] = [];
    clusters = quickClusters({ staging: api.url }, { log: redactingLog((_level, line) => lines.push(line)) });
    api.intercept = (path) => (path.endsWith('/secrets') ? status(403, { message: 'canary' }) : undefined);
    clusters.watch({ ...shop, kinds: [ConfigMap, Secret] });
    const state = await until(clusters, (state) => {
      const secrets = state.kinds.get('v1/Secret');
      return secrets?.kind === 'unknown' && secrets.reason === 'forbidden' && namesOf(state) !== undefined;
    });
    const secrets = state.kinds.get('v1/Secret');
    assert.ok(secrets?.kind === 'unknown');
    assert.equal(inEnglish(secrets.said), 'You may not list secrets in namespace shop (403).');
    assert.equal(state.connection.kind, 'live');
    assert.ok(lines.length > 0 && !lines.join().includes('canary'), 'a server may quote a Secret in what it says');
  });

  it('asks seldom for what was refused', async () => {
    clusters.dispose();
    clusters = quickClusters({ staging: api.url }, { random: () => 0.5, timings: { refusedMs: 150 } });
    api.intercept = (path) => (path === configMaps ? status(403) : undefined);
    clusters.watch(shop);
    await firstRequest();
    await wait(500);
    const asked = api.count(/configmaps/);
    assert.ok(asked >= 2 && asked <= 5, `${asked} requests`);
  });

  it('forgets what may no longer be read, and reads it again when it may', async () => {
    api.put(configMaps, 'a');
    clusters.watch(shop);
    await watchSettled();
    api.intercept = (path) => (path === configMaps ? status(403) : undefined);
    api.dropWatches();
    await until(clusters, (state) => state.kinds.get('v1/ConfigMap')?.kind === 'unknown');
    api.intercept = () => undefined;
    await until(clusters, (state) => namesOf(state)?.join() === 'a');
  });

  it('calls a kind that the cluster does not serve missing', async () => {
    const kinds = [
      { apiVersion: 'example.com/v1', kind: 'Widget' },
      { apiVersion: 'v1', kind: 'Binding' },
    ];
    clusters.watch({ ...shop, kinds });
    await until(clusters, (state) =>
      [...state.kinds.values()].every((kind) => kind.kind === 'unknown' && kind.reason === 'missing'),
    );
  });

  it('asks for its own namespace only, by name', async () => {
    clusters.watch({ ...shop, kinds: [{ apiVersion: 'v1', kind: 'Namespace' }] });
    await until(clusters, (state) => state.kinds.get('v1/Namespace')?.kind === 'known');
    assert.equal(api.count(/^\/api\/v1\/namespaces\?fieldSelector=metadata.name%3Dshop&/), api.requests.length - 1);
  });

  it('says that the credentials are refused', async () => {
    api.intercept = () => status(401);
    clusters.watch(shop);
    const { connection } = await until(clusters, ({ connection }) => connection.kind === 'unknown');
    assert.ok(connection.kind === 'unknown');
    assert.equal(connection.reason, 'unauthorised');
  });

  it('takes an anonymous refusal for one of the credentials', async () => {
    const message = 'configmaps is forbidden: User "system:anonymous" cannot list';
    api.intercept = (path) => (path === '/api' ? undefined : status(403, { message }));
    clusters.watch(shop);
    await until(clusters, (state) => {
      const kind = state.kinds.get('v1/ConfigMap');
      return kind?.kind === 'unknown' && kind.reason === 'unauthorised';
    });
  });

  it('does not believe a page of a proxy', async () => {
    api.intercept = () => (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>sign in</html>');
    };
    clusters.watch(shop);
    const { connection } = await until(clusters, ({ connection }) => connection.kind === 'unknown');
    assert.ok(connection.kind === 'unknown' && connection.reason === 'invalid');
  });

  it('keeps what it knows while the cluster is away, as stale, and catches up when it is back', async () => {
    api.put(configMaps, 'a');
    clusters.watch(shop);
    await watchSettled();
    const { port } = api;
    await api.stop();
    const away = await until(clusters, ({ connection }) => connection.kind === 'stale');
    assert.deepEqual(namesOf(away), ['a']);
    api = await FakeApi.start(port, 1_000);
    api.put(configMaps, 'b');
    await until(clusters, (state) => state.connection.kind === 'live' && namesOf(state)?.join() === 'b');
  }).timeout(20_000);

  it('sends few requests while the server only fails', async () => {
    clusters.dispose();
    clusters = quickClusters(
      { staging: api.url },
      { random: () => 0.5, timings: { backoffBaseMs: 20, backoffCapMs: 200 } },
    );
    api.intercept = () => status(500);
    clusters.watch({ ...shop, kinds: [ConfigMap, Secret, Deployment] });
    await firstRequest();
    await wait(700);
    assert.ok(api.requests.length <= 45, `${api.requests.length} requests`);
    assert.ok(api.requests.length >= 6, `${api.requests.length} requests`);
    api.intercept = () => undefined;
    await until(clusters, (state) => [...state.kinds.values()].every(({ kind }) => kind === 'known'));
  });

  it('lets one probe ask for all kinds while nothing answers', async () => {
    clusters.dispose();
    clusters = quickClusters(
      { staging: api.url },
      { random: () => 0.5, timings: { backoffBaseMs: 20, backoffCapMs: 100 } },
    );
    api.intercept = () => (request) => request.socket.destroy();
    const namespaces = Array.from({ length: 10 }, (_, index) => `shop-${index}`);
    for (const namespace of namespaces) clusters.watch({ ...shop, namespace, kinds: [ConfigMap, Secret, Deployment] });
    await firstRequest();
    await wait(600);
    // Two discovery documents at first, each once more for its kept socket; a probe every 55 ms afterwards.
    assert.ok(api.requests.length <= 30, `${api.requests.length} requests for 30 watches`);
    api.intercept = () => undefined;
    for (const namespace of namespaces) {
      await until(clusters, (state) => [...state.kinds.values()].every(({ kind }) => kind === 'known'), { namespace });
    }
  });

  it('does not list in circles where every watch ends at once', async () => {
    clusters.dispose();
    clusters = quickClusters(
      { staging: api.url },
      { random: () => 0.5, timings: { steadyMs: 1_000, backoffBaseMs: 20, backoffCapMs: 200 } },
    );
    api.intercept = (_path, query) => (isWatch(query) ? status(410) : undefined);
    clusters.watch(shop);
    await firstRequest();
    await wait(600);
    assert.ok(api.requests.length <= 20, `${api.requests.length} requests`);
    assert.notEqual(namesOf(clusters.state(staging, 'shop')), undefined);
  });

  it('tells of many changes in one event, with the kinds that changed', async () => {
    clusters.watch({ ...shop, kinds: [ConfigMap, Secret] });
    await until(clusters, (state) => namesOf(state) !== undefined && api.openWatches === 2);
    await wait(30);
    const events: string[] = [];
    clusters.onDidChange(({ cluster, namespace, kinds }) => events.push([cluster, namespace, ...kinds].join(' ')));
    for (let index = 0; index < 50; index++) api.put(configMaps, `item-${index}`);
    await until(clusters, (state) => namesOf(state)?.length === 50);
    await wait(30);
    assert.ok(events.length <= 5, `${events.length} events`);
    assert.deepEqual([...new Set(events)], ['staging shop v1/ConfigMap']);
  });

  it('tells of a bookmark without any kind: nothing changed', async () => {
    clusters.watch(shop);
    await watchSettled();
    await wait(30);
    const told: number[] = [];
    clusters.onDidChange(({ kinds }) => told.push(kinds.size));
    api.tell(configMaps, { type: 'BOOKMARK', object: { metadata: { resourceVersion: '7777' } } });
    while (told.length === 0) await wait(2);
    assert.deepEqual(told, [0]);
  });

  it('keeps the very same objects where a new list says nothing new', async () => {
    api.put(configMaps, 'a');
    clusters.watch(shop);
    const before = (await watchSettled()).kinds.get('v1/ConfigMap');
    clusters.refresh(staging, 'shop');
    await until(clusters, () => api.count(/limit=/) === 2 && api.openWatches === 1);
    const after = clusters.state(staging, 'shop').kinds.get('v1/ConfigMap');
    assert.ok(before?.kind === 'known' && after?.kind === 'known');
    assert.equal(after.objects, before.objects);
  });

  it('reads a namespace once, without a watch, for who asks once', async () => {
    api.put(configMaps, 'a');
    api.intercept = (path) => (path.endsWith('/secrets') ? status(403) : undefined);
    const state = await clusters.snapshot({ ...shop, kinds: [ConfigMap, Secret] }, AbortSignal.timeout(5_000));
    assert.deepEqual(namesOf(state), ['a']);
    assert.equal(state.kinds.get('v1/Secret')?.kind, 'unknown');
    assert.equal(state.connection.kind, 'live');
    assert.equal(api.count(/watch/), 0);
    while (api.openSockets > 0) await wait(2);
  });

  it('leaves no socket and no timer behind', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    await wait(1); // mocha's own timer is there by then
    const before = timers();
    clusters.watch({ ...shop, kinds: [ConfigMap, Secret, { apiVersion: 'example.com/v1', kind: 'Widget' }] });
    await until(clusters, () => api.openWatches === 2);
    clusters.dispose();
    while (api.openSockets > 0) await wait(2);
    await wait(20);
    assert.ok(timers() <= before, `${timers()} timers, before ${before}`);
    const requests = api.requests.length;
    await wait(100);
    assert.equal(api.requests.length, requests);
  });
});
