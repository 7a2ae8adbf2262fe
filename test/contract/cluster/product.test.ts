import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { Clusters } from '../../../src/core/cluster/clusters';
import { Kubeconfig } from '../../../src/core/cluster/kubeconfig';
import { parseKubeconfig } from '../../../src/core/cluster/kubeconfig/parse';
import type { KindRef, KindState } from '../../../src/core/cluster/live';
import { kindKey } from '../../../src/core/cluster/live';
import type { Timings } from '../../../src/core/cluster/timings';
import { kubeconfigFor } from '../../lab/cluster';
import { backend, freshNamespace, type Backend, type UserName } from './backend';
import { configMap } from './builders';

const target = { kind: 'context', context: 'staging' } as const;
const maps: KindRef = { apiVersion: 'v1', kind: 'ConfigMap' };
const secrets: KindRef = { apiVersion: 'v1', kind: 'Secret' };
const monitors: KindRef = { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor' };
const gadgets: KindRef = { apiVersion: 'nothing.example/v1', kind: 'Gadget' };

describe('Branchline on an API server', function () {
  this.timeout(180_000);
  let api: Backend;
  const opened: Clusters[] = [];
  before(async () => {
    api = await backend();
  });
  afterEach(() => {
    for (const clusters of opened.splice(0)) clusters.dispose();
  });

  /** The product's own client, signed in as one of the users. */
  function signedIn(user: UserName | 'stranger', timings: Partial<Timings> = {}): Clusters {
    const token = user === 'stranger' ? 'a-token-that-no-server-knows' : api.tokenOf(user);
    const server = { url: api.url, certificate: api.certificate, users: [{ name: 'developer', token }] };
    const file = kubeconfigFor({ staging: server, production: server });
    const clusters = new Clusters({
      kubeconfig: () => Promise.resolve(new Kubeconfig([parseKubeconfig('/config', file)])),
      trusted: () => false,
      environment: {},
      timings,
    });
    opened.push(clusters);
    return clusters;
  }
  const stateOf = (clusters: Clusters, namespace: string, kind: KindRef): KindState | undefined =>
    clusters.state(target, namespace).kinds.get(kindKey(kind));
  const namesIn = (state: KindState | undefined): readonly string[] =>
    state?.kind === 'known' ? state.objects.map(({ metadata }) => metadata.name) : [];
  async function until(what: string, holds: () => boolean): Promise<void> {
    for (let tries = 0; tries < 1_200; tries++) {
      if (holds()) return;
      await pause(25);
    }
    throw new Error(`Not in time: ${what}`);
  }

  it('reads page by page, then follows what is made, changed and removed', async () => {
    const namespace = await freshNamespace(api);
    for (const name of ['a', 'b', 'c', 'd', 'e']) await api.objects.ensure(configMap(name, namespace));
    const clusters = signedIn('developer', { pageSize: 2 });
    clusters.watch({ target, namespace, kinds: [maps] });
    const seen = (): string =>
      namesIn(stateOf(clusters, namespace, maps))
        .filter((name) => name.length === 1)
        .join('');
    await until('all pages are read', () => seen() === 'abcde');
    await api.objects.ensure(configMap('f', namespace));
    await api.objects.remove({ kind: 'ConfigMap', namespace, name: 'a' });
    await until('changes are seen', () => seen() === 'bcdef');
  });

  it('reads an answer that is large enough to be compressed', async () => {
    const namespace = await freshNamespace(api);
    const text = 'A long text, again and again. '.repeat(8_000);
    for (const name of ['one', 'two']) await api.objects.ensure(configMap(name, namespace, { text }));
    const request = { target, namespace, kinds: [maps] };
    const { kinds } = await signedIn('developer').snapshot(request, AbortSignal.timeout(60_000));
    const state = kinds.get(kindKey(maps));
    assert.ok(state?.kind === 'known');
    const found = state.objects.filter(({ metadata }) => ['one', 'two'].includes(metadata.name));
    assert.deepEqual(
      found.map((object) => (object['data'] as { text: string }).text.length),
      [text.length, text.length],
    );
  });

  it('says of each kind for itself that it is forbidden, or not there', async () => {
    const namespace = await freshNamespace(api);
    const kinds = [maps, secrets, monitors, gadgets];
    const state = await signedIn('developer').snapshot({ target, namespace, kinds }, AbortSignal.timeout(60_000));
    const outcome = kinds.map((kind) => {
      const known = state.kinds.get(kindKey(kind));
      return known?.kind === 'unknown' ? known.reason : known?.kind;
    });
    assert.deepEqual(outcome, ['known', 'forbidden', 'known', 'missing']);
    assert.equal(state.connection.kind, 'live');
  });

  it('has the schemas of the cluster, also of kinds that are not built in', async () => {
    const schemas = signedIn('developer').schemas(target);
    for (const kind of [{ apiVersion: 'apps/v1', kind: 'Deployment' }, monitors]) {
      assert.equal((await schemas.schema(kind))?.origin, 'cluster', kind.kind);
    }
  });

  it('needs no right beyond its namespace', async () => {
    const clusters = signedIn('tenant', { wideFrom: 1 });
    clusters.watch({ target, namespace: 'tenant', kinds: [maps] });
    await until('its namespace is read', () => stateOf(clusters, 'tenant', maps)?.kind === 'known');
    const other = await signedIn('tenant').snapshot(
      { target, namespace: 'default', kinds: [maps] },
      AbortSignal.timeout(60_000),
    );
    const state = other.kinds.get(kindKey(maps));
    assert.equal(state?.kind === 'unknown' ? state.reason : state?.kind, 'forbidden');
  });

  it('says that it is not signed in where the token is refused', async () => {
    const clusters = signedIn('stranger');
    clusters.watch({ target, namespace: 'default', kinds: [maps] });
    const connection = () => clusters.state(target, 'default').connection;
    await until('it knows', () => connection().kind === 'unknown');
    const state = connection();
    assert.equal(state.kind === 'unknown' ? state.reason : state.kind, 'unauthorised');
  });

  it('goes on after history was forgotten', async () => {
    const namespace = await freshNamespace(api);
    const clusters = signedIn('developer', { watchMs: 1_000, steadyMs: 10, backoffBaseMs: 20 });
    clusters.watch({ target, namespace, kinds: [maps] });
    await until('it is read', () => stateOf(clusters, namespace, maps)?.kind === 'known');
    await api.compact();
    await api.objects.ensure(configMap('later', namespace));
    await until('a change is seen', () => namesIn(stateOf(clusters, namespace, maps)).includes('later'));
  });

  it('has sent nothing but reads', async () => {
    const users: readonly string[] = ['developer', 'tenant', 'nobody'];
    const product = (await api.audit()).filter(
      ({ user, userAgent }) => users.includes(user.username) && userAgent.startsWith('branchline'),
    );
    assert.ok(product.length > 0);
    const verbs = [...new Set(product.map(({ verb }) => verb))].sort();
    assert.deepEqual(
      verbs.filter((verb) => !['get', 'list', 'watch'].includes(verb)),
      [],
    );
  });
});
