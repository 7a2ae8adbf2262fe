import assert from 'node:assert/strict';
import * as z from 'zod';
import { backend, freshNamespace, type Backend } from './backend';
import { configMap } from './builders';
import { openWatch, type Watching } from './watching';

describe('Watches of an API server', function () {
  this.timeout(180_000);
  let api: Backend;
  let quiet: Watching;
  before(async () => {
    api = await backend();
    const { path, version } = await place();
    quiet = await openWatch(api, `${path}&watch=true&allowWatchBookmarks=true&resourceVersion=${version}`);
  });
  after(() => quiet.close());

  async function place(): Promise<{ namespace: string; path: string; version: string }> {
    const namespace = await freshNamespace(api);
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    await api.objects.ensure(configMap('first', namespace));
    const { metadata } = z
      .object({ metadata: z.object({ resourceVersion: z.string() }) })
      .parse(await api.as('admin').ask('GET', path));
    return { namespace, path: `${path}?labelSelector=contract`, version: metadata.resourceVersion };
  }

  it('continue from the version of a list: every change, in order, with rising versions', async () => {
    const { namespace, path, version } = await place();
    const ref = { kind: 'ConfigMap', namespace, name: 'second' };
    await api.objects.ensure(configMap('second', namespace));
    await api.objects.patch(ref, { data: { at: '2' } }, 'test');
    const watch = await openWatch(api, `${path}&watch=true&resourceVersion=${version}`);
    await api.objects.remove(ref);
    await watch.next(({ type }) => type === 'DELETED');
    watch.close();
    assert.deepEqual(
      watch.events.map(({ type }) => type),
      ['ADDED', 'MODIFIED', 'DELETED'],
    );
    const versions = watch.events.map(({ object }) => Number(object.metadata.resourceVersion));
    assert.ok(
      versions.every((each, index) => each > (versions[index - 1] ?? Number(version))),
      `versions ${versions.join()} after ${version}`,
    );
  });

  it('tell of an object that ceases to match the selector as deleted', async () => {
    const { namespace, path, version } = await place();
    const watch = await openWatch(api, `${path}&watch=true&resourceVersion=${version}`);
    await api.objects.patch(
      { kind: 'ConfigMap', namespace, name: 'first' },
      { metadata: { labels: { contract: null } } },
      'test',
    );
    await watch.next(({ type }) => type === 'DELETED');
    watch.close();
  });

  it('begin with all that is there where no version is named', async () => {
    const { path } = await place();
    const watch = await openWatch(api, `${path}&watch=true`);
    const { object } = await watch.next(({ type }) => type === 'ADDED');
    watch.close();
    assert.equal(object.metadata.name, 'first');
  });

  it('say 410 in an ERROR event where the version is forgotten, and end', async () => {
    await api.compact();
    // Of this kind nothing was there at version 1, so that no cache knows it.
    const monitors = '/apis/monitoring.coreos.com/v1/servicemonitors';
    const watch = await openWatch(api, `${monitors}?watch=true&resourceVersion=1`);
    const { object } = await watch.next(({ type }) => type === 'ERROR');
    await watch.ended;
    assert.equal(object.code, 410);
  });

  it('from a version that is still to come are silent: nothing says that it is wrong', async () => {
    const { namespace, path } = await place();
    const watch = await openWatch(api, `${path}&watch=true&resourceVersion=999999999&timeoutSeconds=2`);
    await api.objects.ensure(configMap('unseen', namespace));
    await watch.ended;
    assert.deepEqual(watch.events, []);
  });

  it('end after the time that was asked for', async () => {
    const { path, version } = await place();
    const watch = await openWatch(api, `${path}&watch=true&timeoutSeconds=1&resourceVersion=${version}`);
    await watch.ended;
    assert.deepEqual(watch.events, []);
  });

  it('are refused like lists: 403', async () => {
    const { status } = await api.as('developer').send('GET', '/api/v1/secrets?watch=true');
    assert.equal(status, 403);
  });

  it('that are quiet get a bookmark within ninety seconds', async () => {
    const { object } = await quiet.next(({ type }) => type === 'BOOKMARK');
    assert.match(object.metadata.resourceVersion ?? '', /^[1-9]\d*$/);
  });
});
