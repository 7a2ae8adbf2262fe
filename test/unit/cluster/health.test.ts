import assert from 'node:assert/strict';
import { healthOf, rollUpHealth } from '../../../src/core/cluster/health';
import type { HealthVerdict, LiveObject } from '../../../src/core/cluster/live';
import { cond, deployment, live, madeBy, pod, waitingPod } from './builders';

const status = (body: object) => ({ status: body });

interface Case {
  readonly what: string;
  readonly object: LiveObject;
  readonly verdict: HealthVerdict;
  readonly reason?: RegExp;
}

const statefulSet = (body: object, spec: object = {}) =>
  live('StatefulSet', 'db', { spec: { replicas: 3, ...spec }, ...status({ observedGeneration: 1, ...body }) });
const daemonSet = (body: object) => live('DaemonSet', 'agent', status({ observedGeneration: 1, ...body }));
const certificate = (conditions: readonly object[], metadata = {}) =>
  live('Certificate', 'tls', { metadata, status: { conditions } });

const cases: readonly Case[] = [
  { what: 'a Deployment whose rollout is complete', object: deployment('web'), verdict: 'healthy' },
  {
    what: 'a Deployment scaled to nothing',
    object: deployment('web', {
      spec: { replicas: 0 },
      status: { replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0 },
    }),
    verdict: 'healthy',
  },
  {
    what: 'a Deployment whose latest change is not observed',
    object: deployment('web', { metadata: { generation: 2 } }),
    verdict: 'progressing',
    reason: /not observed/,
  },
  {
    what: 'a Deployment that no controller has seen',
    object: live('Deployment', 'web', { spec: { replicas: 1 } }),
    verdict: 'progressing',
    reason: /taken notice/,
  },
  {
    what: 'a Deployment with replicas still to update',
    object: deployment('web', { status: { updatedReplicas: 1 } }),
    verdict: 'progressing',
    reason: /1 of 2 replicas updated/,
  },
  {
    what: 'a Deployment with old replicas still there',
    object: deployment('web', { status: { replicas: 3 } }),
    verdict: 'progressing',
    reason: /1 old replicas/,
  },
  {
    what: 'a Deployment with too few available',
    object: deployment('web', { status: { availableReplicas: 1 } }),
    verdict: 'progressing',
    reason: /1 of 2 replicas available/,
  },
  {
    what: 'a Deployment past its deadline',
    object: deployment('web', {
      status: {
        availableReplicas: 0,
        conditions: [cond('Progressing', 'False', 'ProgressDeadlineExceeded', 'timed out')],
      },
    }),
    verdict: 'degraded',
    reason: /ProgressDeadlineExceeded: timed out/,
  },
  {
    what: 'a Deployment that a quota forbids Pods',
    object: deployment('web', {
      status: { updatedReplicas: 0, conditions: [cond('ReplicaFailure', 'True', 'FailedCreate', 'exceeded quota')] },
    }),
    verdict: 'degraded',
    reason: /exceeded quota/,
  },
  { what: 'a paused Deployment', object: deployment('web', { spec: { paused: true } }), verdict: 'suspended' },
  {
    what: 'an object that is being deleted',
    object: deployment('web', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }),
    verdict: 'progressing',
    reason: /deleted/,
  },
  {
    what: 'a StatefulSet that is complete',
    object: statefulSet({ replicas: 3, readyReplicas: 3, currentRevision: 'a', updateRevision: 'a' }),
    verdict: 'healthy',
  },
  {
    what: 'a StatefulSet between two revisions',
    object: statefulSet({
      replicas: 3,
      readyReplicas: 3,
      updatedReplicas: 1,
      currentRevision: 'a',
      updateRevision: 'b',
    }),
    verdict: 'progressing',
    reason: /1 of 3/,
  },
  {
    what: 'a StatefulSet rolled out down to its partition',
    object: statefulSet(
      { replicas: 3, readyReplicas: 3, updatedReplicas: 1, currentRevision: 'a', updateRevision: 'b' },
      { updateStrategy: { rollingUpdate: { partition: 2 } } },
    ),
    verdict: 'healthy',
  },
  {
    what: 'a StatefulSet that updates on delete',
    object: statefulSet(
      { replicas: 3, readyReplicas: 3, currentRevision: 'a', updateRevision: 'b' },
      { updateStrategy: { type: 'OnDelete' } },
    ),
    verdict: 'healthy',
  },
  {
    what: 'a DaemonSet with a node to go',
    object: daemonSet({ desiredNumberScheduled: 3, currentNumberScheduled: 3, updatedNumberScheduled: 2 }),
    verdict: 'progressing',
    reason: /2 of 3 Pods updated/,
  },
  { what: 'a DaemonSet without nodes', object: daemonSet({ desiredNumberScheduled: 0 }), verdict: 'healthy' },
  {
    what: 'a Job that runs',
    object: live('Job', 'seed', status({ startTime: '2026-01-01T00:00:00Z', active: 1 })),
    verdict: 'progressing',
  },
  {
    what: 'a Job that is done',
    object: live('Job', 'seed', status({ conditions: [cond('Complete', 'True')] })),
    verdict: 'healthy',
  },
  {
    what: 'a Job that failed',
    object: live('Job', 'seed', status({ conditions: [cond('Failed', 'True', 'BackoffLimitExceeded')] })),
    verdict: 'degraded',
    reason: /BackoffLimitExceeded/,
  },
  {
    what: 'a suspended CronJob',
    object: live('CronJob', 'nightly', { spec: { suspend: true } }),
    verdict: 'suspended',
  },
  { what: 'a CronJob that never ran', object: live('CronJob', 'nightly', { spec: {} }), verdict: 'healthy' },
  {
    what: 'a bound claim',
    object: live('PersistentVolumeClaim', 'data', status({ phase: 'Bound' })),
    verdict: 'healthy',
  },
  {
    what: 'a claim that waits',
    object: live('PersistentVolumeClaim', 'data', status({ phase: 'Pending' })),
    verdict: 'progressing',
  },
  {
    what: 'a claim whose volume is gone',
    object: live('PersistentVolumeClaim', 'data', status({ phase: 'Lost' })),
    verdict: 'degraded',
  },
  {
    what: 'a Pod that no node takes',
    object: pod('lonely', undefined, {
      phase: 'Pending',
      conditions: [cond('PodScheduled', 'False', 'Unschedulable', '0/3 nodes are available')],
    }),
    verdict: 'degraded',
    reason: /no node takes it: 0\/3/,
  },
  {
    what: 'a Pod that runs and is not ready',
    object: pod('lonely', undefined, {
      phase: 'Running',
      conditions: [cond('Ready', 'False', 'ContainersNotReady')],
      containerStatuses: [{ name: 'web', ready: false, state: { running: {} } }],
    }),
    verdict: 'progressing',
    reason: /not ready \(web\)/,
  },
  { what: 'a Pod whose node is silent', object: pod('lonely', undefined, { phase: 'Unknown' }), verdict: 'unknown' },
  {
    what: 'a Service that waits for a load balancer',
    object: live('Service', 'web', { spec: { type: 'LoadBalancer' }, status: { loadBalancer: {} } }),
    verdict: 'progressing',
  },
  { what: 'a custom resource that is ready', object: certificate([cond('Ready', 'True')]), verdict: 'healthy' },
  {
    what: 'a custom resource that is not ready',
    object: certificate([cond('Ready', 'False', 'DoesNotExist', 'no issuer')]),
    verdict: 'degraded',
    reason: /DoesNotExist: no issuer/,
  },
  {
    what: 'a custom resource that is being made',
    object: certificate([cond('Ready', 'False', 'DoesNotExist'), cond('Issuing', 'True', 'Issuing')]),
    verdict: 'progressing',
  },
  {
    what: 'a custom resource ready for an earlier generation',
    object: certificate([{ ...cond('Ready', 'True'), observedGeneration: 1 }], { generation: 2 }),
    verdict: 'progressing',
    reason: /not observed/,
  },
  {
    what: 'a stalled custom resource',
    object: certificate([cond('Stalled', 'True', 'InvalidSpec'), cond('Ready', 'Unknown')]),
    verdict: 'degraded',
  },
  {
    what: 'a release that failed and was rolled back',
    object: live(
      'HelmRelease',
      'cart',
      status({ conditions: [cond('Ready', 'False', 'RollbackSucceeded', 'rolled back')] }),
    ),
    verdict: 'degraded',
    reason: /rolled back/,
  },
  {
    what: 'a release that is ready with the version before, since the new one was rolled back',
    object: live(
      'HelmRelease',
      'cart',
      status({
        conditions: [
          cond('Ready', 'True', 'RollbackSucceeded', 'rolled back'),
          cond('Released', 'False', 'UpgradeFailed'),
          cond('Remediated', 'True', 'RollbackSucceeded', 'rolled back'),
        ],
      }),
    ),
    verdict: 'degraded',
    reason: /rolled back/,
  },
  {
    what: 'a release whose last upgrade failed, though something is ready',
    object: live(
      'HelmRelease',
      'cart',
      status({ conditions: [cond('Ready', 'True'), cond('Released', 'False', 'UpgradeFailed')] }),
    ),
    verdict: 'degraded',
    reason: /UpgradeFailed/,
  },
];

describe('health', () => {
  for (const { what, object, verdict, reason } of cases) {
    it(`${what} is ${verdict}`, () => {
      const [found, ...others] = healthOf([object]);
      assert.deepEqual(others, []);
      assert.equal(found?.verdict, verdict, found?.reason);
      if (reason) assert.match(found.reason ?? '', reason);
      assert.equal(found.reason === undefined, verdict === 'healthy');
    });
  }

  it('leaves out what cannot be healthy or not', () => {
    const objects = [
      live('ConfigMap', 'a'),
      live('Certificate', 'b'),
      live('Service', 'c', { spec: { type: 'ClusterIP' } }),
    ];
    assert.deepEqual(healthOf(objects), []);
  });

  const stuck = deployment('web', { status: { updatedReplicas: 1, availableReplicas: 1 } });
  const old = live('ReplicaSet', 'web-1', {
    metadata: { ...madeBy(stuck), annotations: { 'deployment.kubernetes.io/revision': '1' } },
  });
  const fresh = live('ReplicaSet', 'web-2', {
    metadata: { ...madeBy(stuck), annotations: { 'deployment.kubernetes.io/revision': '2' } },
  });

  it('gives a rollout the reason of its Pod, and shows neither Pod nor ReplicaSet by itself', () => {
    const found = healthOf([stuck, old, fresh, waitingPod('web-2-x', fresh, 'ImagePullBackOff')]);
    assert.equal(found.length, 1);
    assert.equal(found[0]?.verdict, 'degraded');
    assert.match(found[0].reason ?? '', /image of web cannot be pulled: shop\/web:9 \(ImagePullBackOff\)/);
  });

  it('does not blame a rollout for the Pods that it replaces', () => {
    const found = healthOf([stuck, old, fresh, waitingPod('web-1-x', old, 'CrashLoopBackOff')]);
    assert.equal(found[0]?.verdict, 'progressing');
  });

  it('tells how often a container crashed', () => {
    const found = healthOf([stuck, fresh, waitingPod('web-2-x', fresh, 'CrashLoopBackOff')]);
    assert.match(found[0]?.reason ?? '', /web crashes again and again \(4 restarts\)/);
  });

  it('judges a CronJob by its latest finished Job', () => {
    const nightly = live('CronJob', 'nightly', { spec: {} });
    const job = (name: string, startTime: string, type: string) =>
      live('Job', name, {
        metadata: madeBy(nightly),
        ...status({ startTime, conditions: [cond(type, 'True', type)] }),
      });
    const failed = job('nightly-2', '2026-01-02T00:00:00Z', 'Failed');
    const done = job('nightly-1', '2026-01-01T00:00:00Z', 'Complete');
    assert.equal(healthOf([nightly, failed, done])[0]?.verdict, 'degraded');
    assert.equal(
      healthOf([nightly, done, job('nightly-3', '2026-01-03T00:00:00Z', 'Complete'), failed])[0]?.verdict,
      'healthy',
    );
  });

  it('rolls up to the worst; what is unknown stays unknown, and nothing is not healthy', () => {
    const of = (...verdicts: HealthVerdict[]) =>
      rollUpHealth(verdicts.map((verdict) => ({ kind: 'X', name: 'x', verdict })));
    assert.equal(of('healthy', 'degraded', 'unknown'), 'degraded');
    assert.equal(of('healthy', 'unknown', 'progressing'), 'unknown');
    assert.equal(of('healthy', 'suspended'), 'suspended');
    assert.equal(of('healthy'), 'healthy');
    assert.equal(of(), 'unknown');
  });
});
