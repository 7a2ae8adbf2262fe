import assert from 'node:assert/strict';
import { healthOf } from '../../../src/core/cluster/health';
import type { HealthVerdict, LiveObject } from '../../../src/core/cluster/live';
import { withStableSets } from '../../../src/core/cluster/rollouts/stable';
import { steadySince } from '../../../src/core/cluster/steady';
import { trim } from '../../../src/core/cluster/watch/trim';
import { cond, live, madeBy, waitingPod } from './builders';
import { published } from './published';

const steps = [
  { setWeight: 20 },
  { pause: { duration: '10m' } },
  { setWeight: 40 },
  { pause: {} },
  { analysis: {} },
  { setWeight: 60 },
];
const template = (image: string, labels = {}) => ({
  metadata: { labels: { app: 'web', ...labels } },
  spec: { containers: [{ name: 'web', image }] },
});

interface Parts {
  readonly status?: object;
  readonly spec?: object;
  readonly strategy?: object;
  readonly metadata?: object;
  /** Written as no controller does. */
  readonly isOdd?: boolean;
}

function rollout({
  status = {},
  spec = {},
  strategy = { canary: { steps } },
  metadata = {},
  isOdd,
}: Parts = {}): LiveObject {
  const object = live('Rollout', 'web', {
    metadata: { generation: 4, ...metadata },
    spec: { replicas: 2, template: template('shop/web:2'), strategy, ...spec },
    status: {
      observedGeneration: '4',
      phase: 'Healthy',
      currentPodHash: 'new',
      stableRS: 'new',
      currentStepIndex: steps.length,
      conditions: [cond('Available', 'True'), cond('Progressing', 'True'), cond('Healthy', 'True')],
      ...status,
    },
  });
  return isOdd ? object : published(object);
}

const canary = (status: object, more: Parts = {}) =>
  rollout({
    ...more,
    status: { phase: 'Progressing', stableRS: 'old', message: 'more replicas need to be updated', ...status },
  });
const paused = (reason: string, status: object = {}, more: Parts = {}) =>
  canary(
    {
      phase: 'Paused',
      message: reason,
      controllerPause: true,
      pauseConditions: [{ reason, startTime: '2026-01-01T00:00:00Z' }],
      ...status,
    },
    more,
  );
const routed = { strategy: { canary: { steps, trafficRouting: {} } } };
const blueGreen = { strategy: { blueGreen: {} } };

const cases: readonly (readonly [string, LiveObject, HealthVerdict, RegExp?])[] = [
  ['promoted', rollout(), 'healthy'],
  ['not taken notice of', rollout({ status: { observedGeneration: '' } }), 'progressing', /not observed/],
  ['healthy, of an earlier generation', rollout({ metadata: { generation: 5 } }), 'progressing', /not observed/],
  [
    'healthy, of a generation that is still to come',
    rollout({ status: { observedGeneration: '9' } }),
    'progressing',
    /not observed/,
  ],
  [
    'observed by a hash, as before 0.10',
    rollout({ status: { observedGeneration: '6f9d7c' } }),
    'unknown',
    /does not tell/,
  ],
  [
    'healthy, of an earlier generation of the workload that it refers to',
    rollout({
      spec: { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
      status: { workloadObservedGeneration: '2' },
      metadata: { annotations: { 'rollout.argoproj.io/workload-generation': '3' } },
    }),
    'progressing',
    /not observed/,
  ],
  [
    'healthy by its word, and not promoted',
    rollout({ status: { stableRS: 'old', currentStepIndex: 2 } }),
    'progressing',
    /not promoted yet; canary step 3 of 6, 40 %/,
  ],
  ['healthy by its word, and paused by hand', rollout({ spec: { paused: true } }), 'suspended', /^paused by hand/],
  ['without a phase', rollout({ status: { phase: '' } }), 'unknown', /no phase/],
  ['with a phase of a later version', rollout({ status: { phase: 'Blooming' } }), 'unknown', /no phase/],
  ['of another form', rollout({ status: { currentStepIndex: 'three' }, isOdd: true }), 'unknown', /form/],
  ['in a step', canary({ currentStepIndex: 2 }), 'progressing', /^canary step 3 of 6, 40 %; more replicas/],
  ['in its first step', canary({ currentStepIndex: undefined }), 'progressing', /^canary step 1 of 6, 20 %/],
  [
    'with less traffic than it asks for',
    canary({ currentStepIndex: 2, canary: { weights: { canary: { weight: 25 }, stable: { weight: 75 } } } }, routed),
    'progressing',
    /25 % of the 40 % that it asks for/,
  ],
  [
    'in a pause with an end',
    paused('CanaryPauseStep', { currentStepIndex: 1 }),
    'suspended',
    /canary step 2 of 6 \(a pause\), 20 %; paused by a step for 10m$/,
  ],
  [
    'in a pause that a person ends',
    paused('CanaryPauseStep', { currentStepIndex: 3 }),
    'suspended',
    /paused by a step, until a person promotes it/,
  ],
  [
    'before the switch',
    paused('BlueGreenPause', {}, blueGreen),
    'suspended',
    /^paused before the switch, until a person/,
  ],
  [
    'paused by an analysis',
    paused('InconclusiveAnalysisRun', { currentStepIndex: 4 }),
    'suspended',
    /analysis that came to no end/,
  ],
  [
    'going on after a pause',
    paused('CanaryPauseStep', { currentStepIndex: 1, pauseConditions: [] }),
    'progressing',
    /going on after a pause/,
  ],
  [
    'aborted',
    canary({ phase: 'Degraded', abort: true, message: 'RolloutAborted: metric "errors" assessed Failed' }),
    'degraded',
    /^aborted, the stable version runs; RolloutAborted: metric/,
  ],
  [
    'degraded',
    canary({ phase: 'Degraded', message: 'ProgressDeadlineExceeded: it timed out' }),
    'degraded',
    /ProgressDeadlineExceeded/,
  ],
  ['being deleted', rollout({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }), 'progressing', /deleted/],
];

describe('the health of an Argo Rollout', () => {
  for (const [what, object, verdict, reason] of cases) {
    it(`${what}: ${verdict}`, () => {
      const [found] = healthOf([object]);
      assert.equal(found?.verdict, verdict, found?.reason);
      if (reason) assert.match(found.reason ?? '', reason);
    });
  }

  it('is never healthy while one of its signs says otherwise', () => {
    const signs: readonly Parts[] = [
      { status: { stableRS: 'old' } },
      { status: { stableRS: '' } },
      { status: { abort: true } },
      { status: { observedGeneration: '3' } },
      { status: { observedGeneration: undefined } },
      { status: { pauseConditions: [{ reason: 'Other' }], controllerPause: true } },
      { status: { controllerPause: true } },
      { status: { phase: 'Paused' } },
      { status: { phase: 'Progressing' } },
      { status: { phase: 'Degraded' } },
      { spec: { paused: true } },
    ];
    for (const sign of signs) assert.notEqual(healthOf([rollout(sign)])[0]?.verdict, 'healthy', JSON.stringify(sign));
  });

  it('tells which analysis fails, by which metric, and nothing that was measured', () => {
    const run = { name: 'web-4-5', status: 'Failed', message: '' };
    const object = canary({ currentStepIndex: 4, canary: { currentStepAnalysisRunStatus: run } });
    const results = [
      { name: 'errors', phase: 'Failed', failed: 2, count: 3, measurements: [{ value: 's3cret' }], message: 's3cret' },
      { name: 'latency', phase: 'Successful', count: 3 },
      { name: 'tried', phase: 'Failed', failed: 1, count: 1, dryRun: true },
    ];
    const analysis = live('AnalysisRun', 'web-4-5', { metadata: madeBy(object), status: { metricResults: results } });
    const [found] = healthOf([object, analysis]);
    assert.match(found?.reason ?? '', /analysis web-4-5 Failed \(errors Failed: 2 of 3 failed\)$/);
    assert.doesNotMatch(found?.reason ?? '', /s3cret/);
    assert.match(healthOf([object])[0]?.reason ?? '', /analysis web-4-5 Failed$/, 'where it may not be read');
  });

  it('says why Pods of its newest set do not start, and of no older one', () => {
    const object = canary({ currentStepIndex: 0 });
    const set = (name: string, revision: string) =>
      live('ReplicaSet', name, {
        metadata: { ...madeBy(object), annotations: { 'rollout.argoproj.io/revision': revision } },
      });
    const [older, newer] = [set('web-old', '3'), set('web-new', '4')];
    const bad = (owner: LiveObject) => waitingPod(`${owner.metadata.name}-1`, owner, 'ImagePullBackOff');
    assert.equal(healthOf([object, older, newer, bad(newer)])[0]?.verdict, 'degraded');
    assert.equal(healthOf([object, older, newer, bad(older)])[0]?.verdict, 'progressing');
  });
});

describe('what an Argo Rollout runs', () => {
  const mine = () => true;
  const set = (object: LiveObject, hash: string, image: string, metadata = madeBy(object)) =>
    live('ReplicaSet', `web-${hash}`, {
      metadata: { ...metadata, labels: { 'rollouts-pod-template-hash': hash } },
      spec: { template: template(image, { 'rollouts-pod-template-hash': hash }) },
    });
  const imageOf = (objects: readonly LiveObject[]) =>
    JSON.stringify(objects.find(({ kind }) => kind === 'Rollout')?.['spec']).match(/shop\/web:\d/)?.[0];

  it('is its stable set until it is promoted', () => {
    const object = canary({ currentStepIndex: 2 });
    const seen = withStableSets([object, set(object, 'old', 'shop/web:1'), set(object, 'new', 'shop/web:2')], mine);
    assert.equal(imageOf(seen.objects), 'shop/web:1');
    assert.doesNotMatch(JSON.stringify(seen.objects[0]), /rollouts-pod-template-hash/);
    assert.deepEqual([seen.underWay, seen.unseen], [['web'], []]);
  });

  it('is that too while the newest change is not observed, and after it was aborted', () => {
    for (const parts of [{ metadata: { generation: 5 } }, { status: { abort: true } }]) {
      const object = rollout(parts);
      const seen = withStableSets([object, set(object, 'new', 'shop/web:1')], mine);
      assert.equal(imageOf(seen.objects), 'shop/web:1');
    }
  });

  it('is what it asks for once promoted, and where there never was another', () => {
    for (const object of [rollout(), canary({ stableRS: '' })]) {
      const objects = [object];
      assert.equal(withStableSets(objects, mine).objects, objects);
    }
  });

  it('is not known where its stable set is not to be seen, or is that of a namesake', () => {
    const object = canary({});
    const another = {
      ownerReferences: [
        { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web', uid: 'other', controller: true },
      ],
    };
    for (const others of [[], [set(object, 'old', 'shop/web:1', another)]]) {
      assert.deepEqual(withStableSets([object, ...others], mine).unseen, ['web']);
    }
  });

  it('is, where it refers to a Deployment, in the template of that', () => {
    const object = canary(
      {},
      { spec: { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, template: undefined } },
    );
    const referred = live('Deployment', 'web', { spec: { template: template('shop/web:2') } });
    const seen = withStableSets([object, referred, set(object, 'old', 'shop/web:1')], mine);
    assert.match(JSON.stringify(seen.objects[1]), /shop\/web:1/);
  });

  it('keeps the template of a ReplicaSet that a Rollout made, and of no other', () => {
    const kept = (owner: LiveObject) =>
      trim(set(owner, 'old', 'shop/web:1'), { apiVersion: 'apps/v1', kind: 'ReplicaSet' });
    assert.match(JSON.stringify(kept(rollout())), /shop\/web:1/);
    assert.doesNotMatch(JSON.stringify(kept(live('Deployment', 'web'))), /shop\/web:1/);
  });
});

describe('since when an Argo Rollout stands', () => {
  const written = (object: LiveObject) => ({
    ...object,
    metadata: {
      ...object.metadata,
      managedFields: [{ manager: 'argocd', operation: 'Apply', time: '2025-12-31T00:00:00Z' }],
    },
  });

  it('is since its controller calls it healthy, not since it was applied', () => {
    assert.equal(
      steadySince([written(rollout())], () => true),
      Date.parse('2026-01-01T00:00:00Z'),
    );
  });

  it('is not known where its controller does not say', () => {
    assert.equal(
      steadySince([written(rollout({ status: { conditions: [] } }))], () => true),
      undefined,
    );
  });
});
