import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { ClusterTarget } from '../../../../src/core/catalog/catalog';
import type { Clusters } from '../../../../src/core/cluster/clusters';
import { everywhere } from '../../../../src/core/cluster/live';
import { ControllerBoard } from '../../../../src/core/fleet/cluster/controllerBoard';
import { CellControllers, identitiesOf } from '../../../../src/core/fleet/cluster/controllers';
import { freshness } from '../../../../src/core/support/observation';
import { FakeApi, json, quickClusters } from '../../cluster/fakeApi';

const applications = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';
const target: ClusterTarget = { kind: 'context', context: 'staging', namespace: 'cart' };
const prod = { name: 'prod', branch: 'prod', cluster: target, protected: false };
const ours = identitiesOf(['https://git.example.com/gitops/cart.git']);
const applied = 'a'.repeat(40);

function application({
  branch = 'prod',
  repoURL = 'git@git.example.com:gitops/cart.git',
  namespace = 'cart',
  path = '.',
  to = {},
}) {
  return {
    spec: { source: { repoURL, targetRevision: branch, path }, destination: { namespace, ...to } },
    status: {
      sync: { status: 'Synced', revision: applied },
      health: { status: 'Healthy' },
      operationState: { phase: 'Succeeded', syncResult: { revision: applied } },
    },
  };
}

describe('what a GitOps controller says of a cell', () => {
  let api: FakeApi;
  let clusters: Clusters;
  let controllers: CellControllers;

  beforeEach(async () => {
    api = await FakeApi.start();
    clusters = quickClusters({ staging: api.url });
    controllers = new CellControllers(new ControllerBoard(clusters), target, prod, () => undefined);
  });
  afterEach(async () => {
    controllers.dispose();
    clusters.dispose();
    await api.stop();
  });

  /** Resolves when the Applications have been read. */
  async function read(): Promise<void> {
    controllers.watch();
    while (clusters.state(target, everywhere).kinds.get('argoproj.io/*/Application')?.kind !== 'known') await wait(3);
  }

  const chart = {
    spec: { chart: './', sourceRef: { kind: 'GitRepository', name: 'cart' }, reconcileStrategy: 'Revision' },
  };
  const flux = (group: string, namespace: string, plural: string) =>
    `/apis/${group}.toolkit.fluxcd.io/${group === 'helm' ? 'v2' : 'v1'}/namespaces/${namespace}/${plural}`;
  /** A release of the chart in the repository, with its source. */
  function release(namespace: string): void {
    const conditions = [{ type: 'Ready', status: 'True', reason: 'Succeeded' }];
    const artifact = { revision: `prod@sha1:${applied}` };
    const [url, branch] = ['https://git.example.com/gitops/cart', 'prod'];
    api.put(flux('source', namespace, 'gitrepositories'), 'cart', {
      spec: { url, ref: { branch } },
      status: { observedGeneration: 1, artifact, conditions },
    });
    api.put(flux('helm', namespace, 'helmreleases'), 'cart', {
      spec: { chart, targetNamespace: 'cart' },
      status: {
        observedGeneration: 1,
        conditions,
        history: [{ status: 'deployed', chartVersion: `1.0.0+${applied.slice(0, 12)}` }],
      },
    });
  }
  /** Looks until a controller is told, for a while. */
  async function told(): Promise<string | undefined> {
    controllers.watch();
    for (let tries = 0; tries < 300 && !controllers.state; tries++) {
      await wait(3);
      controllers.look(ours, '.');
    }
    return controllers.state?.status.applied;
  }

  it('is that of a HelmRelease, in whatever namespace it lies', async () => {
    release('team-a');
    assert.equal(await told(), applied);
  });

  it('is that of a HelmRelease beside what it deploys, for whoever may not look elsewhere', async () => {
    api.intercept = (path) =>
      /toolkit\.fluxcd\.io\/v\d\/\w+$/.test(path) ? (_, response) => json(response, 403, { code: 403 }) : undefined;
    release('cart');
    assert.equal(await told(), applied);
    assert.equal(api.count(/namespaces\/flux-system\/helmreleases/) > 0, true, 'and where Flux is usually installed');
  });

  it('is that of the Application of this repository, branch and namespace', async () => {
    api.put(applications, 'others', application({ repoURL: 'https://git.example.com/gitops/orders.git' }));
    api.put(applications, 'earlier', application({ branch: 'test' }));
    api.put(applications, 'elsewhere', application({ namespace: 'cart-copy' }));
    api.put(applications, 'cart', application({}));
    await read();
    assert.equal(controllers.look(ours, '.'), true);
    assert.equal(controllers.state?.status.name, 'cart');
    assert.equal(controllers.state.status.applied, applied);
    assert.equal(controllers.look(ours, '.'), false, 'nothing else is said');
  });

  it('is, of several, that of the same folder; nothing where that is not clear', async () => {
    api.put(applications, 'a', application({ path: 'a' }));
    api.put(applications, 'b', application({ path: './b/' }));
    await read();
    controllers.look(ours, 'b');
    assert.equal(controllers.state?.status.name, 'b');
    controllers.look(ours, 'c');
    assert.equal(controllers.state, undefined);
  });

  it('is not that of another folder, though it be the only one', async () => {
    api.put(applications, 'stock', application({ path: 'apps/stock' }));
    await read();
    controllers.look(ours, 'apps/cart');
    assert.equal(controllers.state, undefined);
  });

  it('is that of the overlay which is rendered for the environment', async () => {
    api.put(applications, 'cart', application({ path: 'apps/cart/overlays/prod' }));
    await read();
    controllers.look(ours, 'apps/cart');
    assert.equal(controllers.state?.status.applied, applied);
  });

  it('is only that it is there, of one that deploys more than the folder or a part of it', async () => {
    for (const path of ['.', 'apps', 'apps/cart/part']) {
      api.put(applications, 'all', application({ path }));
      await read();
      while (controllers.state?.status.path !== path) {
        await wait(3);
        controllers.look(ours, 'apps/cart');
      }
      const { status } = controllers.state;
      const { applied: deployed, history, healthySince, health, sync, notes } = status;
      assert.deepEqual(
        [deployed, history, healthySince, health, sync],
        [undefined, undefined, undefined, 'unknown', 'unknown'],
      );
      assert.match(notes?.[0]?.text ?? '', /tells nothing certain/);
    }
  });

  it('is only that it is there, of one that deploys to another cluster', async () => {
    for (const to of [{ server: 'https://10.0.0.1:6443' }, { name: 'eu-west' }]) {
      api.put(applications, 'cart', application({ to }));
      await read();
      const cluster = Object.values(to)[0];
      const isTold = () => JSON.stringify(controllers.state?.status.notes ?? []).includes(cluster ?? '?');
      for (let tries = 0; tries < 500 && !isTold(); tries++) {
        await wait(3);
        controllers.look(ours, '.');
      }
      assert.ok(isTold());
      const { status } = controllers.state!;
      assert.deepEqual([status.applied, status.healthySince, status.sync], [undefined, undefined, 'unknown']);
    }
  });

  it('is that of the one that deploys here, where another deploys the same elsewhere', async () => {
    api.put(applications, 'afar', application({ to: { name: 'eu-west' } }));
    api.put(applications, 'here', application({ to: { server: 'https://kubernetes.default.svc' } }));
    await read();
    controllers.look(ours, '.');
    assert.equal(controllers.state?.status.name, 'here');
    assert.equal(controllers.state.status.applied, applied);
  });

  it('is not known any more to be nobody’s once the cluster has gone, which concerns whoever follows it', async () => {
    const lost = { cluster: 'staging', namespace: everywhere, kinds: new Set<string>() };
    assert.equal((await owner()).kind, 'nobody');
    assert.equal(controllers.concerns(lost), false, 'it was confirmed');
    await api.stop();
    while (clusters.state(target, everywhere).connection.kind === 'live') await wait(3);
    assert.deepEqual(
      [lost, { ...lost, namespace: 'other' }, { ...lost, cluster: 'prod' }].map((one) => controllers.concerns(one)),
      [true, false, false],
    );
    controllers.look(ours, '.');
    assert.equal(controllers.owner.kind, 'unknown');
    assert.equal(controllers.concerns(lost), false);
  });

  it('is as old as the look of the controller itself', async () => {
    const reconciledAt = '2020-01-01T00:00:00Z';
    const { spec, status } = application({});
    api.put(applications, 'cart', { spec, status: { ...status, reconciledAt } });
    await read();
    controllers.look(ours, '.');
    const { observed } = controllers.state!;
    assert.equal(observed.at, Date.parse(reconciledAt));
    assert.equal(freshness(observed, Date.now(), 60_000), 'stale');
  });

  it('is nothing where it may not be read', async () => {
    forbid(applications);
    controllers.watch();
    while (api.count(/applications/) === 0) await wait(3);
    await wait(30);
    controllers.look(ours, '.');
    assert.equal(controllers.state, undefined);
    assert.equal(clusters.state(target, everywhere).connection.kind, 'live');
  });

  const stages = '/apis/kargo.akuity.io/v1alpha1/namespaces/kargo-cart/stages';
  const annotations = { 'kargo.akuity.io/authorized-stage': 'kargo-cart:prod' };
  const strategies = '/apis/promoter.argoproj.io/v1alpha1/namespaces/argocd/promotionstrategies';
  const strategy = (repoURL: string, branch = 'prod', more: object = {}) => ({
    metadata: { generation: 1 },
    spec: { gitRepositoryRef: { name: 'cart' }, environments: [{ branch }], ...more },
    status: {
      observedGeneration: 1,
      environments: [{ branch, active: { hydrated: { sha: applied, repoURL } }, proposed: {} }],
    },
  });
  const moves = { promotionTemplate: { spec: { steps: [{ uses: 'git-push' }] } }, requestedFreight: [] };
  const forbid = (...paths: string[]) => {
    const all = paths.flatMap((path) => [path, path.replace(/\/namespaces\/[^/]+/, '')]);
    api.intercept = (path) => (all.includes(path) ? (_, response) => json(response, 403, { code: 403 }) : undefined);
  };

  /** Who moves the branch, once that is known. */
  async function owner(path = '.') {
    controllers.watch();
    controllers.look(ours, path);
    while (controllers.owner.kind === 'unknown' && controllers.owner.reason === 'pending') {
      await wait(3);
      controllers.look(ours, path);
    }
    return controllers.owner;
  }

  it('moves the branch where nobody else is told to: neither strategies of other repositories and branches, nor of other folders', async () => {
    api.put(strategies, 'web', strategy('https://git.example.com/gitops/web'));
    api.put(strategies, 'test', strategy('https://git.example.com/gitops/cart', 'test'));
    api.put(strategies, 'folder', strategy('https://git.example.com/gitops/cart', 'prod', { activePath: 'apps/web' }));
    api.put(applications, 'cart', application({}));
    assert.equal((await owner('apps/cart')).kind, 'nobody');
  });

  it('does not move it where a PromotionStrategy does', async () => {
    api.put(strategies, 'cart', strategy('https://git.example.com/gitops/cart.git'));
    const found = await owner();
    assert.equal(found.kind === 'engine' && found.status.name, 'cart', JSON.stringify(found));
  });

  it('does not move it where its Application names a Stage that does', async () => {
    api.put(stages, 'prod', { spec: moves });
    api.put(applications, 'cart', { ...application({}), metadata: { annotations } });
    const found = await owner();
    assert.equal(found.kind === 'engine' && found.status.kind, 'Stage');
  });

  it('does not move it where that Stage may not be read; how far it is is not known', async () => {
    forbid(stages);
    api.put(applications, 'cart', { ...application({}), metadata: { annotations } });
    const found = await owner();
    assert.ok(found.kind === 'engine');
    assert.deepEqual([found.status.source, found.status.move?.gates[0]?.kind], ['kargo', 'unknown']);
  });

  it('is not known to where an engine is in the cluster, and what it is told may not be read', async () => {
    for (const path of [strategies, applications]) {
      forbid(path);
      const found = await owner();
      assert.deepEqual([found.kind, found.kind === 'unknown' && found.reason], ['unknown', 'forbidden'], path);
      controllers.dispose();
      clusters.dispose();
      clusters = quickClusters({ staging: api.url });
      controllers = new CellControllers(new ControllerBoard(clusters), target, prod, () => undefined);
    }
  });

  it('is not known to where a strategy names a branch of that name, and not of which repository', async () => {
    api.put(strategies, 'somebody', strategy(''));
    assert.equal((await owner()).kind, 'unknown');
  });

  it('is not known to where the cluster does not answer', async () => {
    await api.stop();
    const found = await owner();
    assert.deepEqual([found.kind, found.kind === 'unknown' && found.reason], ['unknown', 'unreachable']);
  });

  it('is beside that what the Stage of Kargo says that the Application names', async () => {
    const stage = { metadata: { generation: 1 }, status: { observedGeneration: 1, health: { status: 'Healthy' } } };
    const annotations = { 'kargo.akuity.io/authorized-stage': 'kargo-cart:prod' };
    api.put('/apis/kargo.akuity.io/v1alpha1/namespaces/kargo-cart/stages', 'prod', stage);
    api.put(applications, 'cart', { ...application({}), metadata: { annotations } });
    await read();
    while (controllers.promoter === undefined) {
      await wait(3);
      controllers.look(ours, '.');
    }
    assert.deepEqual([controllers.promoter.status.name, controllers.promoter.status.health], ['prod', 'healthy']);
    assert.equal(controllers.state?.status.name, 'cart', 'what deploys is told as before');
  });
});
