import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import type { ClusterTarget } from '../../../../src/core/catalog/catalog';
import { engineRefusal } from '../../../../src/core/change/engine/refusal';
import type { BranchOwner } from '../../../../src/core/change/engine/owner';
import type { Clusters } from '../../../../src/core/cluster/clusters';
import { ControllerBoard } from '../../../../src/core/fleet/cluster/controllerBoard';
import { CellControllers, identitiesOf } from '../../../../src/core/fleet/cluster/controllers';
import { FakeApi, json, quickClusters } from '../../cluster/fakeApi';

const target: ClusterTarget = { kind: 'context', context: 'staging', namespace: 'cart' };
const prod = { name: 'prod', branch: 'prod', cluster: target, protected: false };
const url = 'https://git.example.com/gitops/cart.git';
const ours = identitiesOf([url]);
const sha = 'a'.repeat(40);

/** An engine's object, as it may name the branch. */
interface Named {
  readonly group: string;
  readonly plural: string;
  readonly body: Record<string, unknown>;
}

const claim = { 'kargo.akuity.io/authorized-stage': 'kargo-cart:prod' };
const application = (spec: object, annotations: object = {}): Named => ({
  group: 'argoproj.io',
  plural: 'applications',
  body: { metadata: { annotations }, spec, status: {} },
});
const source = (more: object = {}) => ({ repoURL: url, targetRevision: 'prod', path: '.', ...more });
const stage = (steps: object[], vars: object[] = []): Named => ({
  group: 'kargo.akuity.io',
  plural: 'stages',
  body: { spec: { vars, requestedFreight: [], promotionTemplate: { spec: { steps } } } },
});
const strategy = (spec: object, status: object = {}): Named => ({
  group: 'promoter.argoproj.io',
  plural: 'promotionstrategies',
  body: { metadata: { generation: 1 }, spec: { gitRepositoryRef: { name: 'cart' }, ...spec }, status },
});
const clone = (checkout: object, repoURL = url) => ({ uses: 'git-clone', config: { repoURL, checkout: [checkout] } });
const push = (config: object = {}) => ({ uses: 'git-push', config: { path: './out', ...config } });
const inForce = (repoURL: string) => ({ environments: [{ branch: 'prod', active: { hydrated: { sha, repoURL } } }] });

/** Each of them names the branch, or may. */
const forms: Readonly<Record<string, readonly Named[]>> = {
  'an Application that names a Stage, deployed anywhere': [
    application({ source: source(), destination: { namespace: 'elsewhere' } }, claim),
  ],
  'one that Kargo writes the commit into': [application({ source: source({ targetRevision: sha }) }, claim)],
  'one that follows HEAD': [application({ source: source({ targetRevision: 'HEAD' }) }, claim)],
  'one that follows a version': [application({ source: source({ targetRevision: 'v1.2.3' }) }, claim)],
  'one by ssh': [application({ source: source({ repoURL: 'git@git.example.com:gitops/cart.git' }) }, claim)],
  'one by another host of the same path': [
    application({ source: source({ repoURL: 'ssh://git@internal.example.com:2222/gitops/cart' }) }, claim),
  ],
  'one of several sources': [application({ sources: [source({ path: 'base' }), source()] }, claim)],
  'a Stage that pushes what it has checked out': [stage([clone({ branch: 'prod', path: './out' }), push()])],
  'a Stage that pushes elsewhere than it has checked out': [
    stage([clone({ branch: 'main', path: 'out' }), push({ targetBranch: 'prod' })]),
  ],
  'a Stage that opens pull requests': [
    stage([{ uses: 'git-open-pr', config: { repoURL: url, sourceBranch: 'x', targetBranch: 'prod' } }]),
  ],
  'a Stage that merges pull requests': [stage([{ uses: 'git-merge-pr', config: { repoURL: url, prNumber: 3 } }])],
  'a Stage by its variables': [
    stage(
      [clone({ branch: 'main', path: './out' }, '${{ vars.repo }}'), push({ targetBranch: '${{ ctx.stage }}' })],
      [{ name: 'repo', value: url }],
    ),
  ],
  'a Stage by an expression': [stage([clone({ branch: 'x', path: './out' }), push({ targetBranch: '${{ any() }}' })])],
  'a Stage by a task': [stage([{ task: { name: 'promote' } }])],
  'a hydrator': [
    application({
      sourceHydrator: {
        drySource: { repoURL: url, targetRevision: 'main', path: 'cart' },
        syncSource: { targetBranch: 'prod', path: '.' },
      },
    }),
  ],
  'a hydrator that hydrates to it': [
    application({
      sourceHydrator: {
        drySource: { repoURL: url, targetRevision: 'main', path: 'cart' },
        syncSource: { targetBranch: 'live', path: '.' },
        hydrateTo: { targetBranch: 'prod' },
      },
    }),
  ],
  'a strategy': [strategy({ environments: [{ branch: 'prod' }] }, inForce(url))],
  'a strategy whose commits are known by ssh': [
    strategy({ environments: [{ branch: 'prod' }] }, inForce('git@git.example.com:gitops/cart.git')),
  ],
  'a strategy of a repository that is not told': [strategy({ environments: [{ branch: 'prod' }] })],
  'a strategy with words of another version': [
    strategy({ environments: [{ branch: 'prod', autoMerge: 'yes' }] }, inForce(url)),
  ],
  'a strategy whose environments cannot be read': [strategy({ environments: [{ ref: 'prod' }] })],
  'a strategy without environments': [strategy({ stages: {} })],
  'a policy that stands for itself': [
    {
      group: 'promoter.argoproj.io',
      plural: 'changetransferpolicies',
      body: { spec: { gitRepositoryRef: { name: 'cart' }, activeBranch: 'prod', proposedBranch: 'prod-next' } },
    },
  ],
};

describe('who moves a branch', () => {
  let api: FakeApi;
  let clusters: Clusters;
  let controllers: CellControllers;

  async function open(): Promise<void> {
    api = await FakeApi.start();
    clusters = quickClusters({ staging: api.url });
    controllers = new CellControllers(new ControllerBoard(clusters), target, prod, () => undefined);
  }
  async function close(): Promise<void> {
    controllers.dispose();
    clusters.dispose();
    await api.stop();
  }
  beforeEach(open);
  afterEach(close);

  const put = ({ group, plural, body }: Named, namespace: string, name = 'prod', version = 'v1alpha1') =>
    api.put(`/apis/${group}/${version}/namespaces/${namespace}/${plural}`, name, body);

  /** The first word that is not that the cluster is being asked. */
  async function owner(path = '.'): Promise<BranchOwner> {
    controllers.watch();
    do {
      controllers.look(ours, path);
      await wait(3);
    } while (controllers.owner.kind === 'unknown' && controllers.owner.reason === 'pending');
    return controllers.owner;
  }

  it('is nobody where nothing names it', async () => {
    put(application({ source: source(), destination: { namespace: 'cart' } }), 'argocd');
    put(application({ source: source({ targetRevision: 'test' }) }, claim), 'argocd', 'test');
    put(stage([clone({ branch: 'test', path: './out' }), push()]), 'kargo-cart', 'test');
    put(stage([clone({ branch: 'prod', path: 'out' }, 'https://git.example.com/gitops/web'), push()]), 'kargo-web');
    put(stage([clone({ branch: 'prod', path: 'out' }), push({ generateTargetBranch: true })]), 'kargo-new');
    assert.equal((await owner()).kind, 'nobody');
  });

  for (const [what, objects] of Object.entries(forms)) {
    it(`is never nobody, whatever the namespace: ${what}`, async () => {
      for (const one of objects) put(one, 'any-team');
      const found = await owner();
      assert.notEqual(found.kind, 'nobody');
      assert.ok(engineRefusal(found, 'prod'));
    });
  }

  it('is never nobody, in whatever version, namespace and form it is named', async function () {
    this.timeout(60_000);
    const namespace = fc.constantFrom('argocd', 'any-team', 'kargo-cart');
    const version = fc.constantFrom('v1alpha1', 'v1beta1', 'v2');
    const form = fc.constantFrom(...Object.keys(forms));
    await fc.assert(
      fc.asyncProperty(namespace, version, form, async (where, served, name) => {
        await close();
        await open();
        const [group] = forms[name]!.map((one) => one.group);
        api.intercept = otherVersion(group ?? '', served);
        for (const one of forms[name]!) put(one, where, 'prod', served);
        assert.notEqual((await owner()).kind, 'nobody', `${name} in ${where}, ${served}`);
      }),
      { numRuns: 30 },
    );
  });

  /** The cluster serves a group in that version alone. */
  function otherVersion(group: string, version: string): FakeApi['intercept'] {
    const root = `/apis/${group}/`;
    return (path) => {
      if (version === 'v1alpha1') return undefined;
      if (path === `/apis/${group}`) {
        return (_, response) => json(response, 200, { versions: [{ groupVersion: `${group}/${version}` }] });
      }
      if (path === `${root}v1alpha1`) return (_, response) => json(response, 404, { code: 404 });
      if (path !== `${root}${version}`) return undefined;
      const kinds = ['applications Application', 'stages Stage', 'promotionstrategies PromotionStrategy'];
      const all = [...kinds, 'changetransferpolicies ChangeTransferPolicy'].map((one) => one.split(' '));
      const resources = all.map(([name, kind]) => ({ name, kind, namespaced: true, verbs: ['list', 'watch'] }));
      return (_, response) => json(response, 200, { resources });
    };
  }

  it('is not known where what may tell otherwise may not be read of all namespaces', async () => {
    for (const plural of ['applications', 'stages', 'promotionstrategies', 'changetransferpolicies']) {
      const wide = new RegExp(`^/apis/[^/]+/v1alpha1/${plural}$`);
      api.intercept = (path) => (wide.test(path) ? (_, response) => json(response, 403, { code: 403 }) : undefined);
      const found = await owner();
      assert.deepEqual([found.kind, found.kind === 'unknown' && found.reason], ['unknown', 'forbidden'], plural);
      await close();
      await open();
    }
  });

  it('is told all the same where the usual namespace may be read alone', async () => {
    api.intercept = (path) =>
      /v1alpha1\/promotionstrategies$/.test(path) ? (_, response) => json(response, 403, { code: 403 }) : undefined;
    put(forms['a strategy']![0]!, 'argocd');
    assert.equal((await owner()).kind, 'engine');
  });

  it('is decided only when what tells whose a strategy is has been read', async () => {
    put(strategy({ environments: [{ branch: 'prod' }] }), 'argocd', 'cart');
    const provider = { spec: { gitea: { domain: 'git.example.com' } } };
    put({ group: 'promoter.argoproj.io', plural: 'scmproviders', body: provider }, 'argocd', 'git');
    const metadata = { name: 'cart', namespace: 'argocd', resourceVersion: '1', uid: 'cart' };
    const spec = { gitea: { owner: 'gitops', name: 'web' }, scmProviderRef: { name: 'git' } };
    const body = { metadata: { resourceVersion: '1' }, items: [{ metadata, spec }] };
    api.intercept = (path, query) =>
      path.endsWith('/gitrepositories') && !query.has('watch')
        ? (_, response) => void wait(150).then(() => json(response, 200, body))
        : undefined;
    assert.equal((await owner()).kind, 'nobody', 'it is of another repository');
  });
});
