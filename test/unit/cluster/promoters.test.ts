import assert from 'node:assert/strict';
import { gitopsStatuses, kargoProject } from '../../../src/core/cluster/gitops';
import type { LiveObject } from '../../../src/core/cluster/live';
import { cond, live } from './builders';
import { published } from './published';

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
  return published({ ...object, apiVersion: 'kargo.akuity.io/v1alpha1' });
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

describe('how Kargo moves a branch', () => {
  const steps = { promotionTemplate: { spec: { steps: [{ uses: 'git-push' }] } } };
  const withSteps = (status: object, requestedFreight: object[], name = 'prod') => {
    const object = stage(status);
    return published({ ...object, metadata: { ...object.metadata, name }, spec: { requestedFreight, ...steps } });
  };
  const from = (sources: object) => [{ origin: { kind: 'Warehouse', name: 'cart' }, sources }];
  const has = (freight: string, phase?: string) => ({
    freightHistory: [
      { items: { 'Warehouse/cart': { name: freight } }, ...(phase ? { verificationHistory: [{ phase }] } : {}) },
    ],
  });
  const moveOf = (object: LiveObject, ...others: LiveObject[]) =>
    gitopsStatuses([object, application, ...others]).find(({ name, source }) => source === 'kargo' && name === 'prod')
      ?.move;
  const prod = withSteps({}, from({ stages: ['test'] }));
  const test = (status: object) => withSteps(status, from({ direct: true }), 'test');

  it('is not at all where it has no steps', () => {
    assert.equal(moveOf(stage({})), undefined);
  });

  it('takes the freight of the one Stage before, once that is verified there', () => {
    const move = moveOf(prod, test(has('f1c2', 'Successful')));
    assert.deepEqual(move, {
      from: ['Stage test'],
      gates: [{ name: 'Stage test', kind: 'passed', said: 'freight f1c2: verification Successful' }],
      automatic: false,
      uid: 'uid-Stage-prod',
      command: 'kargo promote --project=kargo-cart --freight=f1c2 --stage=prod',
    });
  });

  const waits: readonly [string, LiveObject[], string][] = [
    ['that cannot be read', [], 'unknown'],
    ['whose verification failed', [test(has('f1', 'Failed'))], 'notPassed'],
    ['of which no verification is told', [test(has('f1'))], 'unknown'],
    ['without freight', [test({})], 'notPassed'],
    [
      'whose latest change is not observed',
      [{ ...test(has('f1', 'Successful')), metadata: { ...test({}).metadata, generation: 9 } }],
      'unknown',
    ],
    [
      'of another project',
      [{ ...test(has('f1', 'Successful')), metadata: { ...test({}).metadata, namespace: 'kargo-web' } }],
      'unknown',
    ],
  ];
  for (const [what, others, kind] of waits) {
    it(`does not take the freight of a Stage ${what} for verified`, () => {
      assert.deepEqual(
        moveOf(prod, ...others)?.gates.map((gate) => gate.kind),
        [kind],
      );
    });
  }

  it('takes the freight of any one of several Stages before, unless all are asked for; and straight from the Warehouse it waits for none', () => {
    const qa = (phase: string) => withSteps(has('f1', phase), from({ direct: true }), 'qa');
    const kinds = (sources: object, ...others: LiveObject[]) =>
      moveOf(withSteps({}, from({ stages: ['test', 'qa'], ...sources })), ...others)?.gates.map(({ kind }) => kind);
    const good = test(has('f1', 'Successful'));
    for (const strategy of [{}, { availabilityStrategy: '' }, { availabilityStrategy: 'OneOf' }]) {
      assert.deepEqual(kinds(strategy, good, qa('Failed')), ['passed']);
      assert.deepEqual(kinds(strategy, test(has('f1', 'Failed')), qa('Failed')), ['notPassed']);
      assert.deepEqual(kinds(strategy, test(has('f1', 'Failed'))), ['unknown']); // qa cannot be read
    }
    assert.deepEqual(kinds({ availabilityStrategy: 'All' }, good, qa('Failed')), ['passed', 'notPassed']);
    assert.deepEqual(kinds({ direct: true }, test(has('f1', 'Failed')), qa('Failed')), []);
  });

  it('does not know whether freight has been there for as long as is asked for', () => {
    const asking = withSteps({}, from({ stages: ['test'], requiredSoakTime: '1h' }));
    assert.deepEqual(moveOf(asking, test(has('f1', 'Successful')))?.gates[0]?.kind, 'unknown');
  });

  it('takes from the Warehouse itself, is held, and has a pull request while a promotion runs', () => {
    const status = {
      autoPromotionEnabled: true,
      effectiveAutoPromotionHolds: { 'Warehouse/cart': {} },
      currentPromotion: {
        name: 'prod.01',
        status: { state: { 'open-pr': { pr: { id: 4, url: 'https://git.example.com/4' } } } },
      },
    };
    const move = moveOf(withSteps(status, from({ direct: true })));
    assert.equal(move?.command, 'kargo promote --project=kargo-cart --warehouse=cart --stage=prod');
    assert.deepEqual(
      [move.automatic, move.pullRequest?.url, move.gates[0]?.kind],
      [true, 'https://git.example.com/4', 'notPassed'],
    );
  });

  it('names no freight where it is not clear which', () => {
    assert.equal(
      moveOf(withSteps({}, from({ stages: ['test', 'qa'] })), test(has('f1', 'Successful')))?.command,
      undefined,
    );
    assert.equal(moveOf(prod)?.command, undefined);
  });

  it('quotes what a hostile name would do in a shell, and gives no command where it could not be read as it is', () => {
    const hostile = moveOf(prod, test(has("f1'; rm -rf ~ #", 'Successful')));
    assert.equal(hostile?.command, `kargo promote --project=kargo-cart --freight='f1'\\''; rm -rf ~ #' --stage=prod`);
    for (const name of ['f1\nrm', 'f1\u202e']) {
      assert.equal(moveOf(prod, test(has(name, 'Successful')))?.command, undefined);
    }
  });
});

const ofPromoter = (kind: string, name: string, body: object): LiveObject => ({
  ...live(kind, name, { ...body }),
  apiVersion: 'promoter.argoproj.io/v1alpha1',
});
const repository = published(
  ofPromoter('GitRepository', 'cart', {
    spec: { github: { owner: 'gitops', name: 'cart' }, scmProviderRef: { kind: 'ScmProvider', name: 'forge' } },
  }),
);
const provider = (github: object) => ofPromoter('ScmProvider', 'forge', { spec: { github } });

function strategy(environment: object, status: object = {}): LiveObject {
  return ofPromoter('PromotionStrategy', 'cart', {
    spec: { gitRepositoryRef: { name: 'cart' }, environments: [{ branch: 'prod' }] },
    status: {
      observedGeneration: 1,
      conditions: [cond('Ready', 'True', 'ReconciliationSucceeded')],
      environments: [{ branch: 'prod', ...environment }],
      ...status,
    },
  });
}

const promoter = (environment: object, status?: object) =>
  gitopsStatuses([published(strategy(environment, status)), repository, provider({ domain: 'git.example.com' })])[0];

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
      move: { from: ['prod-next'], gates: [], automatic: true },
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
    // Its definition has no such word now; a later one may.
    assert.equal(gitopsStatuses([strategy({ active: odd })])[0]?.health, 'unknown');
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

  it('knows nothing but the branch where the status is none that could be read, and which branches it moves is not told where that cannot be read either', () => {
    const [found, ...others] = gitopsStatuses([strategy({}, { environments: 'soon' })]);
    assert.deepEqual([found?.follows, found?.sync, found?.health, others], ['prod', 'unknown', 'unknown', []]);
    const odd = { ...strategy({}), spec: { environments: 'prod' } };
    const [vague, ...more] = gitopsStatuses([odd]);
    assert.deepEqual([vague?.follows, vague?.move?.gates[0]?.kind, more], [undefined, 'unknown', []]);
  });

  it('takes the repository from its own commits where the provider cannot be read', () => {
    const seen = { ...active, hydrated: { sha: inForce, repoURL: 'https://git.example.com/gitops/cart' } };
    assert.equal(gitopsStatuses([strategy({ active: seen })])[0]?.repository, 'https://git.example.com/gitops/cart');
    const odd = { ...active, hydrated: { sha: inForce, repoURL: 'javascript:alert(1)' } };
    assert.equal(gitopsStatuses([strategy({ active: odd })])[0]?.repository, undefined);
  });

  it('waits for what is asked for and not reported, and leads to its own pull request alone', () => {
    const pullRequest = { id: '848', state: 'open', url: 'https://git.example.com/gitops/cart/pull/848' };
    const commitStatuses = [{ key: 'freeze', phase: 'pending', description: 'until Monday' }];
    const asking = (status: object, environment: object, generation = 1) => {
      const object = strategy(environment, status);
      const spec = {
        ...object['spec']!,
        proposedCommitStatuses: [{ key: 'smoke' }],
        environments: [{ branch: 'prod', autoMerge: false }],
      };
      return gitopsStatuses([{ ...object, metadata: { ...object.metadata, generation }, spec }])[0]?.move;
    };
    const gates = (move: ReturnType<typeof asking>) =>
      move?.gates.map(({ name, kind, said }) => `${name} ${kind}: ${said}`);
    const move = asking({}, { active, proposed: { commitStatuses }, pullRequest });
    assert.deepEqual(gates(move), ['freeze notPassed: pending: until Monday', 'smoke unknown: not reported yet']);
    assert.deepEqual([move?.pullRequest, move?.automatic], [{ name: '#848', url: pullRequest.url }, false]);
    const later = asking(
      {},
      { active, proposed: { commitStatuses: [{ key: 'freeze', phase: 'success' }] }, pullRequest },
      2,
    );
    assert.ok(gates(later)?.every((gate) => gate.includes('unknown: the latest change is not observed yet')));
    for (const odd of [
      { ...pullRequest, state: 'merged' },
      { ...pullRequest, url: 'command:branchline.promote' },
    ]) {
      assert.equal(asking({}, { active, pullRequest: odd })?.pullRequest, undefined);
    }
  });
});
