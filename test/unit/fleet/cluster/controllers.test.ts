import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { ClusterTarget } from '../../../../src/core/catalog/catalog';
import type { Clusters } from '../../../../src/core/cluster/clusters';
import { ControllerBoard } from '../../../../src/core/fleet/cluster/controllerBoard';
import { CellControllers, identitiesOf } from '../../../../src/core/fleet/cluster/controllers';
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
}) {
  return {
    spec: { source: { repoURL, targetRevision: branch, path }, destination: { namespace } },
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
  let told: number;

  beforeEach(async () => {
    api = await FakeApi.start();
    clusters = quickClusters({ staging: api.url });
    told = 0;
    controllers = new CellControllers(new ControllerBoard(clusters), target, prod, () => (told += 1));
  });
  afterEach(async () => {
    controllers.dispose();
    clusters.dispose();
    await api.stop();
  });

  /** Resolves when the Applications have been read. */
  async function read(): Promise<void> {
    controllers.watch();
    while (clusters.state(target, 'argocd').kinds.get('argoproj.io/v1alpha1/Application')?.kind !== 'known')
      await wait(3);
  }

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

  it('is nothing where it may not be read', async () => {
    api.intercept = (path) => (path === applications ? (_, response) => json(response, 403, { code: 403 }) : undefined);
    controllers.watch();
    while (api.count(/applications/) === 0) await wait(3);
    await wait(30);
    controllers.look(ours, '.');
    assert.equal(controllers.state, undefined);
    assert.equal(clusters.state(target, 'argocd').connection.kind, 'live');
  });

  it('is beside that what the Stage of Kargo says that the Application names', async () => {
    const stage = { metadata: { generation: 1 }, status: { observedGeneration: 1, health: { status: 'Healthy' } } };
    const annotations = { 'kargo.akuity.io/authorized-stage': 'kargo-cart:prod' };
    api.put('/apis/kargo.akuity.io/v1alpha1/namespaces/kargo-cart/stages', 'prod', stage);
    api.put(applications, 'cart', { ...application({}), metadata: { annotations } });
    await read();
    controllers.look(ours, '.');
    while (told === 0) await wait(3);
    while (clusters.state(target, 'kargo-cart').kinds.get('kargo.akuity.io/v1alpha1/Stage')?.kind !== 'known')
      await wait(3);
    assert.equal(controllers.look(ours, '.'), true, 'the Stage is told');
    assert.deepEqual([controllers.promoter?.status.name, controllers.promoter?.status.health], ['prod', 'healthy']);
    assert.equal(controllers.state?.status.name, 'cart', 'what deploys is told as before');
  });
});
