import assert from 'node:assert/strict';
import * as z from 'zod';
import { backend, freshNamespace, type Backend } from './backend';
import { configMap } from './builders';

const List = z.object({
  kind: z.string(),
  metadata: z.object({
    resourceVersion: z.string(),
    continue: z.string().optional(),
    remainingItemCount: z.number().optional(),
  }),
  items: z.array(z.looseObject({ kind: z.string().optional(), metadata: z.looseObject({ name: z.string() }) })),
});

describe('Lists of an API server', function () {
  this.timeout(180_000);
  let api: Backend;
  let path: string;
  before(async () => {
    api = await backend();
    const namespace = await freshNamespace(api);
    path = `/api/v1/namespaces/${namespace}/configmaps`;
    for (const name of ['e', 'b', 'd', 'a', 'c']) await api.objects.ensure(configMap(name, namespace));
  });
  const list = async (query: string, at = path): Promise<z.infer<typeof List>> =>
    List.parse(await api.as('admin').ask('GET', `${at}?labelSelector=contract&${query}`));
  const refused = async (query: string, at = path) => {
    const { status, body } = await api.as('admin').send('GET', `${at}?${query}`);
    return { status, reason: z.object({ reason: z.string() }).safeParse(body).data?.reason };
  };
  const names = ({ items }: z.infer<typeof List>): string => items.map(({ metadata }) => metadata.name).join('');

  it('come in the order of names, with the version that they are of', async () => {
    const found = await list('');
    assert.equal(names(found), 'abcde');
    assert.match(found.metadata.resourceVersion, /^[1-9]\d*$/);
  });

  it('leave kind and apiVersion out of built-in items, and not of custom ones', async () => {
    const namespace = await freshNamespace(api);
    const monitors = `/apis/monitoring.coreos.com/v1/namespaces/${namespace}/servicemonitors`;
    await api.objects.ensure({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { name: 'one', namespace },
      ...{ spec: { selector: {}, endpoints: [] } },
    });
    const builtIn = await list('');
    const custom = List.parse(await api.as('admin').ask('GET', monitors));
    assert.deepEqual([builtIn.items[0]?.kind, custom.items[0]?.kind], [undefined, 'ServiceMonitor']);
    assert.equal(custom.metadata.continue ?? '', '', 'an empty token, too, says that there is no more');
  });

  it('come in pages of one version, in which nothing is that was made meanwhile', async () => {
    const first = await list('limit=2');
    await api.as('admin').ask('POST', path, { body: configMap('bb') });
    const second = await list(`limit=2&continue=${first.metadata.continue ?? ''}`);
    const third = await list(`limit=2&continue=${second.metadata.continue ?? ''}`);
    await api.as('admin').ask('DELETE', `${path}/bb`);
    assert.deepEqual([first, second, third].map(names), ['ab', 'cd', 'e']);
    assert.equal(new Set([first, second, third].map(({ metadata }) => metadata.resourceVersion)).size, 1);
    assert.equal(third.metadata.continue ?? '', '');
  });

  it('count what remains only where nothing is selected', async () => {
    const all = List.parse(await api.as('admin').ask('GET', `${path}?limit=2`));
    const selected = await list('limit=2');
    assert.ok((all.metadata.remainingItemCount ?? 0) >= 3);
    assert.equal(selected.metadata.remainingItemCount, undefined);
  });

  it('answer 410 to a page of a version that is forgotten', async () => {
    await api.compact();
    const token = Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: 1, start: 'a\0' })).toString('base64url');
    // Of this kind nothing was there at version 1, so that no cache knows it.
    const monitors = '/apis/monitoring.coreos.com/v1/servicemonitors';
    assert.deepEqual(await refused(`limit=2&continue=${token}`, monitors), { status: 410, reason: 'Expired' });
  });

  it('that were begun before history was forgotten go on as they were, or answer 410', async () => {
    const first = await list('limit=2');
    await api.as('admin').ask('POST', path, { body: configMap('bb') });
    await api.compact();
    const query = `${path}?labelSelector=contract&limit=2&continue=${first.metadata.continue ?? ''}`;
    const { status, body } = await api.as('admin').send('GET', query);
    await api.as('admin').ask('DELETE', `${path}/bb`);
    if (status === 200) assert.equal(names(List.parse(body)), 'cd');
    else assert.equal(status, 410);
  });

  it('answer 400 to a token that nobody gave out', async () => {
    assert.deepEqual(await refused('limit=2&continue=garbage'), { status: 400, reason: 'BadRequest' });
  });

  it('take the name as a field selector, and refuse fields that are not selectable', async () => {
    assert.equal(names(await list('fieldSelector=metadata.name%3Dc')), 'c');
    assert.deepEqual(await refused('fieldSelector=data.at%3Dc'), { status: 400, reason: 'BadRequest' });
  });

  it('of a namespace that is not there are empty', async () => {
    assert.deepEqual((await list('', '/api/v1/namespaces/nowhere/configmaps')).items, []);
  });

  it('answer 404 for a kind, and for a group, that is not served', async () => {
    assert.equal((await refused('', '/api/v1/namespaces/default/gadgets')).status, 404);
    assert.equal((await refused('', '/apis/nothing.example/v1/gadgets')).status, 404);
  });
});
