import assert from 'node:assert/strict';
import fc from 'fast-check';
import { commitOf, gitopsStatuses, isSettled, type GitopsStatus } from '../../../src/core/cluster/gitops';
import type { LiveObject } from '../../../src/core/cluster/live';
import { DeployedCommits } from '../../../src/core/fleet/cluster/deployedCommits';
import type { Live } from '../../../src/core/fleet/state/snapshot';
import type { Repository } from '../../../src/core/git/repository';
import type * as Probe from '../../bench/probes/decision';
import { loadWithStub } from '../../bench/probes/withStub';
import { aCommit } from '../../bench/probes/boardFleet';
import { cond, live } from './builders';
import { published } from './published';

const [one, two] = [aCommit(1), aCommit(2)];
const revision = (sha: string) => `prod@sha1:${sha}`;
const url = 'https://git.example.com/gitops/cart.git';

function kustomization(status: object, spec: object = {}, metadata: object = {}): LiveObject {
  const sourceRef = { kind: 'GitRepository', name: 'cart' };
  return published(
    live('Kustomization', 'cart', {
      metadata,
      spec: { sourceRef, path: './', interval: '1m', prune: true, wait: true, ...spec },
      status: { observedGeneration: 1, ...status },
    }),
  );
}

const ready = (applied = one.sha, attempted = applied, ...conditions: object[]) => ({
  lastAppliedRevision: revision(applied),
  lastAttemptedRevision: revision(attempted),
  conditions: conditions.length > 0 ? conditions : [cond('Ready', 'True', 'ReconciliationSucceeded')],
});

function source(sha: string, ...conditions: object[]): LiveObject {
  const artifact = { revision: revision(sha), digest: 'sha256:c', lastUpdateTime: '', path: '', url: '' };
  const status = { observedGeneration: 1, artifact, conditions };
  return published(live('GitRepository', 'cart', { spec: { url, interval: '1m', ref: { branch: 'prod' } }, status }));
}

const fetched = cond('Ready', 'True', 'Succeeded');

function application(status: object, rest: object = {}): LiveObject {
  const spec = {
    project: 'default',
    source: { repoURL: url, targetRevision: 'prod', path: '.' },
    destination: { namespace: 'cart' },
  };
  return published(live('Application', 'cart', { spec, status, ...rest }));
}

const statusOf = (...objects: LiveObject[]): GitopsStatus => gitopsStatuses(objects)[0]!;

describe('the word of a controller', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/decision.ts')));

  const look = (status: GitopsStatus) => probe.controllerAspect({ status, observed: { at: 0, source: 'cluster' } });

  describe('of what runs', () => {
    /** What is told to run, where the content says one thing and the controller has its word. */
    async function runs(status: GitopsStatus, byContent: Live, at = 1_000) {
      const deployed = new DeployedCommits(() => undefined);
      const commits = new Map([one, two].map((commit) => [commit.sha, commit]));
      deployed.use({
        commit: (sha: string) => Promise.resolve(commits.get(sha)!),
      } as Partial<Repository> as Repository);
      const said = () => deployed.preferred(byContent, { status, observed: { at, source: 'x', everyMs: 1_000 } }, true);
      said();
      await new Promise(setImmediate);
      return said();
    }
    const exact = (at = 1_000): Live => ({ kind: 'exact', deployment: two, observed: { at, source: 'content' } });

    const unsettled: readonly [string, GitopsStatus][] = [
      [
        'Flux, whose health check of the next commit failed: the cluster has it all the same',
        statusOf(kustomization(ready(one.sha, two.sha, cond('Ready', 'False', 'HealthCheckFailed', 'timeout')))),
      ],
      [
        'Flux, while the next commit is on its way',
        statusOf(kustomization(ready(one.sha, two.sha, cond('Ready', 'Unknown', 'Progressing')))),
      ],
      [
        'Flux, that takes the commit back which was applied before: the other may still be there',
        statusOf(kustomization(ready(one.sha, one.sha, cond('Ready', 'Unknown', 'Progressing')))),
      ],
      ['Flux, told something newer than it has observed', statusOf(kustomization(ready(), {}, { generation: 2 }))],
      [
        'Argo CD, whose sync failed half way',
        statusOf(
          application({
            sync: { status: 'OutOfSync', revision: two.sha },
            history: [{ id: 1, revision: one.sha, deployedAt: '2026-01-01T00:00:00Z' }],
            operationState: {
              phase: 'Failed',
              startedAt: '2026-01-01T00:00:00Z',
              operation: { sync: {} },
              syncResult: { revision: two.sha },
            },
          }),
        ),
      ],
      [
        'Argo CD, that goes away',
        statusOf(
          application(
            { sync: { status: 'Synced', revision: one.sha }, history: [{ id: 1, revision: one.sha, deployedAt: '' }] },
            { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } },
          ),
        ),
      ],
    ];
    it('is not taken of Argo CD that was given manifests of somebody’s own folder, whatever revision stands beside them', async () => {
      const status = statusOf(
        application({
          sync: { status: 'OutOfSync', revision: one.sha },
          health: { status: 'Healthy' },
          history: [{ id: 1, revision: one.sha, deployedAt: '2026-01-01T00:00:00Z' }],
          operationState: {
            phase: 'Succeeded',
            message: '',
            startedAt: '2026-01-01T00:00:00Z',
            operation: { sync: { revision: one.sha, manifests: ['kind: ConfigMap'] } },
            syncResult: { revision: one.sha },
          },
        }),
      );
      assert.equal(status.applied, undefined);
      assert.deepEqual(await runs(status, exact()), exact());
    });

    for (const [what, status] of unsettled) {
      it(`is not taken: ${what}`, async () => {
        assert.equal(status.applied, one.sha);
        assert.deepEqual(await runs(status, exact()), exact());
      });
    }

    it('is taken once nothing else is tried, unless it has not looked for long', async () => {
      const settled = statusOf(kustomization(ready()), source(one.sha, fetched));
      const found = await runs(settled, exact());
      assert.equal(found.kind === 'exact' && found.by, 'flux');
      assert.deepEqual(await runs(settled, exact(9_000)), exact(9_000));
    });

    it('counts only where what it tried is what it applied, nothing runs or failed, and its word is of now', () => {
      const word = fc.constantFrom(...[one.sha, two.sha]);
      const operation = fc.constantFrom('idle', 'running', 'failed', 'deleting');
      const sync = fc.constantFrom('synced', 'outOfSync', 'unknown');
      fc.assert(
        fc.property(word, fc.option(word, { nil: undefined }), operation, sync, (applied, attempted, doing, state) => {
          const status = { ...statusOf(application({})), applied, operation: doing, sync: state } as const;
          const isSo = isSettled({ ...status, ...(attempted === undefined ? {} : { attempted }) });
          assert.equal(isSo, doing === 'idle' && state !== 'unknown' && (attempted ?? applied) === applied);
        }),
      );
    });
  });

  describe('of Flux', () => {
    it('is that all is in sync only with an artifact that its source has fetched now', () => {
      const failing = cond('Ready', 'False', 'GitOperationFailed', 'authentication required');
      const states = [
        [source(one.sha, fetched), 'synced', undefined],
        [source(two.sha, fetched), 'outOfSync', undefined],
        [source(one.sha, failing), 'unknown', 'GitOperationFailed: authentication required'],
        [source(one.sha), 'unknown', undefined],
        [
          { ...source(one.sha, fetched), metadata: { ...source(one.sha).metadata, generation: 2 } },
          'unknown',
          undefined,
        ],
      ] as const;
      for (const [from, sync, reason] of states) {
        const found = statusOf(kustomization(ready()), from);
        assert.deepEqual([found.sync, found.reason], [sync, reason]);
      }
      assert.equal(statusOf(kustomization(ready())).sync, 'unknown', 'its source is not seen');
    });

    it('is that all is healthy only where it is asked to look', () => {
      const healthChecks = [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart', namespace: 'cart' }];
      const asked = [
        [{ wait: true }, 'healthy'],
        [{ wait: false, healthChecks }, 'healthy'],
        [{ wait: false }, 'unknown'],
        [{ wait: false, healthChecks: [] }, 'unknown'],
      ] as const;
      for (const [spec, health] of asked) {
        const found = statusOf(kustomization(ready(), spec), source(one.sha, fetched));
        assert.deepEqual([found.health, found.healthySince !== undefined], [health, health === 'healthy']);
      }
    });

    it('names no commit where a digest is of no commit', () => {
      const digest = 'c'.repeat(64);
      assert.equal(commitOf(`sha256:${digest}`), undefined);
      const packed = kustomization(
        {
          ...ready(),
          lastAppliedRevision: `latest@sha256:${digest}`,
          lastAttemptedRevision: `latest@sha256:${digest}`,
        },
        { sourceRef: { kind: 'Bucket', name: 'cart' } },
      );
      assert.deepEqual([statusOf(packed).applied, statusOf(packed).attempted], [undefined, undefined]);
    });
  });

  it('is green only where it is in sync, healthy, and neither held nor at work', () => {
    const said = fc.record({
      source: fc.constantFrom<GitopsStatus['source']>('argo', 'flux', 'kargo', 'promoter'),
      sync: fc.constantFrom<GitopsStatus['sync']>('synced', 'outOfSync', 'unknown'),
      health: fc.constantFrom<GitopsStatus['health']>(
        ...(['healthy', 'progressing', 'degraded', 'suspended', 'missing', 'unknown'] as const),
      ),
      operation: fc.constantFrom<GitopsStatus['operation']>('idle', 'running', 'failed', 'deleting'),
      paused: fc.boolean(),
    });
    fc.assert(
      fc.property(said, (words) => {
        const { sync, health, operation, paused } = words;
        const isWell = sync === 'synced' && health === 'healthy' && operation === 'idle' && !paused;
        const { severity } = look({ kind: 'Application', name: 'cart', namespace: 'argocd', ...words });
        assert.equal(severity === 'fine', isWell);
      }),
    );
  });

  it('is as old as its own last look', () => {
    const found = statusOf(application({ reconciledAt: '2020-01-01T00:00:00Z' }));
    assert.equal(found.lookedAt, '2020-01-01T00:00:00Z');
  });
});
