import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { repositoryIdentity } from '../../../../src/core/support/repositoryIdentity';
import type { ClusterTarget } from '../../../../src/core/catalog/catalog';
import type { Clusters } from '../../../../src/core/cluster/clusters';
import { gitopsStatuses } from '../../../../src/core/cluster/gitops';
import { everywhere } from '../../../../src/core/cluster/live';
import { ControllerBoard } from '../../../../src/core/fleet/cluster/controllerBoard';
import { CellControllers, identitiesOf } from '../../../../src/core/fleet/cluster/controllers';
import { FakeApi, quickClusters } from '../../cluster/fakeApi';

const applications = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';
const targetOf = (namespace: string): ClusterTarget => ({ kind: 'context', context: 'staging', namespace });
const repositories = Array.from({ length: 20 }, (_, index) => `https://git.example.com/gitops/service-${index}.git`);
const branches = ['dev', 'test', 'prod'];
const count = repositories.length * branches.length;

describe('what all controllers of a cluster say', () => {
  let api: FakeApi;
  let clusters: Clusters;
  let board: ControllerBoard;
  let cells: readonly (CellControllers & { look(): boolean })[];

  const put = (repository: number, branch: string, sync = 'Synced') =>
    api.put(applications, `service-${repository}-${branch}`, {
      spec: {
        source: { repoURL: repositories[repository], targetRevision: branch, path: '.' },
        destination: { namespace: `service-${repository}-${branch}` },
      },
      status: { sync: { status: sync, revision: 'a'.repeat(40) }, health: { status: 'Healthy' } },
    });
  const viewOf = (namespace: string) => board.look({ target: targetOf(namespace) }).view;
  const known = () => clusters.state(targetOf('any'), everywhere).kinds.get('argoproj.io/*/Application');
  const until = async (holds: () => boolean) => {
    while (!holds()) await wait(3);
  };

  beforeEach(async () => {
    api = await FakeApi.start();
    clusters = quickClusters({ staging: api.url });
    board = new ControllerBoard(clusters);
    repositories.forEach((_, index) => branches.forEach((branch) => put(index, branch)));
    cells = repositories.flatMap((repository, index) =>
      branches.map((branch) => {
        const cluster = targetOf(`service-${index}-${branch}`);
        const environment = { name: branch, branch, cluster, protected: false };
        const cell = new CellControllers(board, cluster, environment, () => undefined);
        cell.watch();
        return Object.assign(cell, { look: cell.look.bind(cell, identitiesOf([repository]), '.') });
      }),
    );
    await until(() => known()?.kind === 'known');
  });
  afterEach(async () => {
    for (const cell of cells) cell.dispose();
    clusters.dispose();
    await api.stop();
  });

  it('is read once, whoever asks, until one of them says something else', async () => {
    const views = new Set(cells.map((_, index) => viewOf(`place-${index}`)));
    assert.equal(views.size, 1);
    assert.deepEqual(new Set(cells.map((cell) => cell.look())), new Set([true]), 'each is told its own at first');
    assert.deepEqual(new Set(cells.map((cell) => cell.look())), new Set([false]));
    const [before] = views;
    put(7, 'prod', 'OutOfSync');
    // On a busy machine a view may be new for another reason before the change is in it: nobody is told of that.
    const told = new Set<number>();
    await until(() => {
      for (const [index, cell] of cells.entries()) if (cell.look()) told.add(index);
      return told.size > 0;
    });
    assert.notEqual(viewOf('any'), before);
    assert.equal(told.size, 1, 'only whom it is about is told');
  });

  it('is, for each branch of each repository, what a look through all of them finds', () => {
    const view = viewOf('any');
    const all = gitopsStatuses(view.objects);
    assert.equal(all.length, count);
    for (const repository of repositories.map(repositoryIdentity)) {
      for (const branch of branches) {
        const found = all.filter(
          (status) => repositoryIdentity(status.repository ?? '') === repository && status.follows === branch,
        );
        assert.deepEqual(view.of(repository, branch), found);
      }
    }
    assert.deepEqual(view.of('elsewhere', 'dev'), []);
  });
});
