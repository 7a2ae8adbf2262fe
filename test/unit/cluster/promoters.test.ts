import assert from 'node:assert/strict';
import { gitopsStatuses, kargoProject } from '../../../src/core/cluster/gitops';
import type { LiveObject } from '../../../src/core/cluster/live';
import { cond, live } from './builders';

const [dry, newer] = ['1'.repeat(40), '2'.repeat(40)];
const [inForce, proposed] = ['a'.repeat(40), 'b'.repeat(40)];

const application = live('Application', 'cart-prod', {
  metadata: { annotations: { 'kargo.akuity.io/authorized-stage': 'kargo-cart:prod' } },
  spec: {
    source: { repoURL: 'https://git.example.com/gitops/cart.git', targetRevision: 'prod', path: '.' },
    destination: { namespace: 'cart' },
  },
});

function stage(status: object, generation = 3): LiveObject {
  const object = live('Stage', 'prod', {
    metadata: { namespace: 'kargo-cart', generation },
    spec: { requestedFreight: [{ origin: { kind: 'Warehouse', name: 'cart' }, sources: { stages: ['test'] } }] },
    status: { observedGeneration: 3, ...status },
  });
  return { ...object, apiVersion: 'kargo.akuity.io/v1alpha1' };
}

const kargo = (status: object, generation?: number) =>
  gitopsStatuses([stage(status, generation), application]).find(({ source }) => source === 'kargo');

const finished = (phase: string, message = '') => ({
  lastPromotion: {
    name: 'prod.01j',
    freight: { name: 'f1' },
    finishedAt: '2026-01-01T00:00:00Z',
    status: { phase, message },
  },
});

describe('what Kargo says of a branch', () => {
  it('stands by the Application that names the Stage: its repository, branch and namespace', () => {
    const found = kargo({ health: { status: 'Healthy' }, ...finished('Succeeded') });
    assert.deepEqual(found, {
      source: 'kargo',
      kind: 'Stage',
      name: 'prod',
      namespace: 'kargo-cart',
      repository: 'https://git.example.com/gitops/cart.git',
      follows: 'prod',
      path: '.',
      targetNamespace: 'cart',
      since: '2026-01-01T00:00:00Z',
      paused: false,
      sync: 'synced',
      health: 'healthy',
      operation: 'idle',
    });
    assert.equal(kargoProject(application), 'kargo-cart');
  });

  it('is nothing where no Application names the Stage', () => {
    assert.deepEqual(gitopsStatuses([stage({})]), []);
    assert.equal(kargoProject(live('Application', 'other')), undefined);
  });

  for (const phase of ['Failed', 'Errored']) {
    it(`fails with the words of the promotion: ${phase}`, () => {
      const found = kargo(finished(phase, 'step "push" met a conflict'));
      assert.deepEqual(
        [found?.operation, found?.sync, found?.reason],
        ['failed', 'unknown', 'step "push" met a conflict'],
      );
    });
  }

  it('runs while a promotion does; is held by the holds that are in effect alone', () => {
    const found = kargo({ currentPromotion: { name: 'prod.02' }, ...finished('Succeeded') });
    assert.deepEqual([found?.operation, found?.sync], ['running', 'unknown']);
    assert.equal(kargo({ autoPromotionHolds: { 'Warehouse/cart': {} } })?.paused, false);
    assert.equal(kargo({ effectiveAutoPromotionHolds: { 'Warehouse/cart': { actor: 'ada' } } })?.paused, true);
  });

  it('is unknown for words that are not known, and for an observation of an earlier generation', () => {
    const words = kargo({ health: { status: 'Sleeping' }, ...finished('Postponed') });
    assert.deepEqual([words?.health, words?.sync, words?.operation], ['unknown', 'unknown', 'idle']);
    const old = kargo({ health: { status: 'Healthy' }, ...finished('Succeeded') }, 4);
    assert.deepEqual([old?.health, old?.sync], ['unknown', 'unknown']);
    assert.equal(kargo({ health: { status: 'Unhealthy', issues: ['cart is degraded'] } })?.reason, 'cart is degraded');
  });
});

const ofPromoter = (kind: string, name: string, body: object): LiveObject => ({
  ...live(kind, name, { ...body }),
  apiVersion: 'promoter.argoproj.io/v1alpha1',
});
const repository = ofPromoter('GitRepository', 'cart', {
  spec: { github: { owner: 'gitops', name: 'cart' }, scmProviderRef: { kind: 'ScmProvider', name: 'forge' } },
});
const provider = (github: object) => ofPromoter('ScmProvider', 'forge', { spec: { github } });

function strategy(environment: object, status: object = {}): LiveObject {
  return ofPromoter('PromotionStrategy', 'cart', {
    spec: { gitRepositoryRef: { name: 'cart' }, environments: [{ branch: 'prod' }] },
    status: {
      observedGeneration: 1,
      conditions: [cond('Ready', 'True')],
      environments: [{ branch: 'prod', ...environment }],
      ...status,
    },
  });
}

const promoter = (environment: object, status?: object) =>
  gitopsStatuses([strategy(environment, status), repository, provider({ domain: 'git.example.com' })])[0];

const active = { dry: { sha: dry }, hydrated: { sha: inForce }, commitStatuses: [{ key: 'health', phase: 'success' }] };

describe('what GitOps Promoter says of a branch', () => {
  it('is promoted where the dry commit in force is the proposed one; nothing is claimed to be applied', () => {
    const found = promoter({ active, proposed: { dry: { sha: dry }, hydrated: { sha: inForce } } });
    assert.deepEqual(found, {
      source: 'promoter',
      kind: 'PromotionStrategy',
      name: 'cart',
      namespace: 'shop',
      repository: 'https://git.example.com/gitops/cart',
      follows: 'prod',
      paused: false,
      sync: 'synced',
      health: 'healthy',
      operation: 'idle',
      desired: inForce,
    });
  });

  it('has a promotion pending by the newer note, with the check that holds it', () => {
    const found = promoter({
      active,
      proposed: {
        dry: { sha: dry },
        note: { drySha: newer },
        hydrated: { sha: proposed },
        commitStatuses: [{ key: 'freeze', phase: 'pending', description: 'until Monday' }],
      },
      pullRequest: { id: '848', state: 'open', prCreationTime: '2026-01-02T00:00:00Z' },
    });
    assert.deepEqual(
      [found?.sync, found?.operation, found?.desired, found?.reason, found?.since],
      ['outOfSync', 'running', proposed, 'freeze: until Monday', '2026-01-02T00:00:00Z'],
    );
  });

  it('fails with what Ready says; a phase that is not known is not a good sign', () => {
    const conditions = [cond('Ready', 'False', 'ReconciliationError', 'the branch is protected')];
    const failing = promoter({ active }, { conditions });
    assert.deepEqual([failing?.operation, failing?.reason], ['failed', 'the branch is protected']);
    const odd = { ...active, commitStatuses: [{ key: 'health', phase: 'skipped' }] };
    assert.equal(promoter({ active: odd })?.health, 'unknown');
    assert.equal(
      promoter({ active: { ...active, commitStatuses: [{ key: 'health', phase: 'failure' }] } })?.health,
      'degraded',
    );
  });

  it('says nothing of sync and health by an observation of an earlier generation', () => {
    const found = promoter({ active, proposed: { dry: { sha: dry } } }, { observedGeneration: 0 });
    assert.deepEqual([found?.sync, found?.health], ['unknown', 'unknown']);
  });

  it('names no repository that is not certain', () => {
    const of = (...objects: LiveObject[]) => gitopsStatuses([strategy({ active }), ...objects])[0]?.repository;
    assert.equal(of(repository, provider({})), 'https://github.com/gitops/cart');
    assert.equal(of(repository), undefined);
    assert.equal(of(provider({})), undefined);
  });

  it('is nothing where the status is none that could be read', () => {
    assert.deepEqual(gitopsStatuses([strategy({}, { environments: 'soon' })]), []);
  });
});
