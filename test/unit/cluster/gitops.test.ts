import assert from 'node:assert/strict';
import { commitOf, gitopsStatuses } from '../../../src/core/cluster/gitops';
import type { LiveObject } from '../../../src/core/cluster/live';
import { cond, live } from './builders';
import { published } from './published';

const one = 'a'.repeat(40);
const two = 'b'.repeat(40);

const repository = published(
  live('GitRepository', 'cart', {
    spec: { url: 'https://git.example.com/gitops/cart.git', ref: { branch: 'prod' } },
    status: {
      observedGeneration: 1,
      artifact: { revision: `prod@sha1:${two}` },
      conditions: [cond('Ready', 'True', 'Succeeded')],
    },
  }),
);

function kustomization(status: object, spec: object = {}, metadata: object = {}): LiveObject {
  return published(
    live('Kustomization', 'cart', {
      metadata,
      spec: { sourceRef: { kind: 'GitRepository', name: 'cart' }, path: './prod', ...spec },
      status: { observedGeneration: 1, ...status },
    }),
  );
}

function application(status: object, rest: object = {}): LiveObject {
  const source = { repoURL: 'https://git.example.com/gitops/cart.git', targetRevision: 'prod', path: '.' };
  return published(
    live('Application', 'cart', { spec: { source, destination: { namespace: 'cart' } }, status, ...rest }),
  );
}

const statusOf = (...objects: LiveObject[]) => gitopsStatuses(objects)[0]!;

describe('what GitOps controllers say', () => {
  it('reads commits out of revisions of Flux, old and new', () => {
    assert.equal(commitOf(`main@sha1:${one}`), one);
    assert.equal(commitOf(`feature/x/${one}`), one);
    assert.equal(commitOf(`main@sha256:${'c'.repeat(64)}`), 'c'.repeat(64));
    assert.equal(commitOf('1.2.3'), undefined);
    assert.equal(commitOf(undefined), undefined);
  });

  it('Flux, all well: synced and healthy, with the repository that it follows', () => {
    const revision = `prod@sha1:${two}`;
    const status = {
      lastAppliedRevision: revision,
      lastAttemptedRevision: revision,
      conditions: [cond('Ready', 'True', 'ReconciliationSucceeded')],
    };
    const {
      repository: url,
      follows,
      desired,
      applied,
      sync,
      health,
    } = statusOf(kustomization(status, { wait: true }), repository);
    assert.deepEqual(
      { url, follows, desired, applied, sync, health },
      {
        url: 'https://git.example.com/gitops/cart.git',
        follows: 'prod',
        desired: two,
        applied: two,
        sync: 'synced',
        health: 'healthy',
      },
    );
  });

  it('Flux, the new commit fails: the old one still runs', () => {
    const failing = {
      lastAppliedRevision: `prod@sha1:${one}`,
      lastAttemptedRevision: `prod@sha1:${two}`,
      conditions: [cond('Ready', 'False', 'HealthCheckFailed', 'timeout')],
    };
    const { applied, attempted, sync, health, operation, reason } = statusOf(kustomization(failing));
    assert.deepEqual(
      { applied, attempted, sync, health, operation },
      {
        applied: one,
        attempted: two,
        sync: 'outOfSync',
        health: 'degraded',
        operation: 'failed',
      },
    );
    assert.match(reason ?? '', /timeout/);
  });

  it('Flux, an old observation says nothing', () => {
    const stale = kustomization(
      { conditions: [cond('Ready', 'True', 'ReconciliationSucceeded')] },
      {},
      { generation: 2 },
    );
    assert.equal(statusOf(stale).health, 'unknown');
    assert.equal(statusOf(stale).sync, 'unknown');
  });

  it('Flux, suspended is paused whatever else', () => {
    assert.equal(
      statusOf(kustomization({ conditions: [cond('Ready', 'True', 'ReconciliationSucceeded')] }, { suspend: true }))
        .paused,
      true,
    );
  });

  it('Argo CD, applied is what the last successful operation synced', () => {
    const { applied, desired, sync, health, operation } = statusOf(
      application({
        sync: { status: 'OutOfSync', revision: two },
        health: { status: 'Healthy' },
        operationState: { phase: 'Succeeded', syncResult: { revision: one } },
      }),
    );
    assert.deepEqual(
      { applied, desired, sync, health, operation },
      {
        applied: one,
        desired: two,
        sync: 'outOfSync',
        health: 'healthy',
        operation: 'idle',
      },
    );
  });

  it('Argo CD, a failed operation leaves what the history says', () => {
    const found = statusOf(
      application({
        sync: { status: 'OutOfSync', revision: two },
        operationState: { phase: 'Failed', message: 'one object is refused', syncResult: { revision: two } },
        history: [{ revision: 'older' }, { revision: one }],
      }),
    );
    assert.deepEqual([found.applied, found.attempted, found.operation], [one, two, 'failed']);
    assert.equal(found.reason, 'one object is refused');
    assert.equal(found.health, 'unknown');
  });

  it('Argo CD, a queued operation runs; an unreadable repository is the reason', () => {
    const conditions = [{ type: 'ComparisonError', message: 'repository not found' }];
    const found = statusOf(application({ conditions }, { operation: { sync: {} } }));
    assert.deepEqual([found.operation, found.sync, found.reason], ['running', 'unknown', 'repository not found']);
  });

  it('says nothing where there is no controller', () => {
    assert.deepEqual(gitopsStatuses([live('ConfigMap', 'a')]), []);
  });
});
