import assert from 'node:assert/strict';
import type { HealthVerdict, LiveObject } from '../../../src/core/cluster/live';
import { countOf, type ObjectDrift } from '../../../src/core/drift/report';
import { emptyCell } from '../../../src/core/fleet/state/empty';
import { cellId, type Cell } from '../../../src/core/fleet/state/snapshot';
import { message } from '../../../src/core/support/message';
import type { Unknown } from '../../../src/core/support/observation';
import { environmentRequirements } from '../../../src/core/verify/environment';
import { aService } from '../fleet/builders';
import { aVerdict } from './builders';

const { commit } = aVerdict();
const observed = { at: 0, source: 'cluster staging' };
const unknown = (reason: Unknown['reason']): Unknown => ({ kind: 'unknown', reason, said: message('Why.') });

const object = (more: Partial<ObjectDrift> = {}): ObjectDrift => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'cart',
  name: 'cart',
  verdict: 'none',
  file: 'deployment.yaml',
  line: 1,
  fields: [],
  ...more,
});

/** A cell in which all is well, but for what is said. */
function cell(more: Partial<Cell> = {}, objects: readonly ObjectDrift[] = [object()]): Cell {
  const service = aService('cart');
  const [environment] = service.environments;
  assert.ok(environment);
  return {
    ...emptyCell(cellId('cart', 'dev')),
    service,
    environment: { ...environment, cluster: { kind: 'context', context: 'staging', namespace: 'cart' } },
    connection: { kind: 'live', observed },
    live: { kind: 'exact', deployment: commit, observed },
    health: { kind: 'known', verdict: 'healthy', workloads: [], observed },
    drift: { kind: 'known', commit: commit.sha, report: { objects, counts: countOf(objects), warnings: [] }, observed },
    ...more,
  };
}

const required = (one: Cell, accepted: readonly string[] = [], live: readonly LiveObject[] = []) =>
  environmentRequirements({ cell: one, live }, { commit: commit.sha, mayBeUnknown: (kind) => accepted.includes(kind) });
const states = (one: Cell, accepted?: readonly string[]) => required(one, accepted).map(({ state }) => state);

const healthOf = (verdict: HealthVerdict, kind = 'Deployment'): Cell['health'] => ({
  kind: 'known',
  verdict,
  workloads: [{ kind, name: 'cart', verdict, reason: 'as it is' }],
  observed,
});

describe('what has to be true of an environment', () => {
  it('is true where the cluster answers, the commit runs, and each object is as it says and well', () => {
    assert.deepEqual(states(cell()), ['met', 'met', 'met']);
    assert.deepEqual(states(cell({ health: healthOf('healthy') })), ['met', 'met', 'met']);
  });

  describe('the cluster', () => {
    for (const [what, connection, state] of [
      ['is being asked', { kind: 'connecting' }, 'waiting'],
      ['went silent', { kind: 'stale', observed, cause: unknown('unreachable') }, 'unknown'],
      ['cannot be reached', unknown('unreachable'), 'unknown'],
      ['refuses the credentials', unknown('unauthorised'), 'failing'],
    ] as const) {
      it(`that ${what} is ${state}`, () => assert.equal(states(cell({ connection }))[0], state));
    }
  });

  describe('the live revision', () => {
    const other = { ...commit, sha: 'c'.repeat(40) };
    for (const [what, live, state, said] of [
      [
        'another one',
        { kind: 'exact', deployment: other, observed },
        'waiting',
        /^It runs cccccccccc, and not aaaaaaaaaa\.$/,
      ],
      [
        'another one, says Flux',
        { kind: 'exact', deployment: other, by: 'flux', observed },
        'waiting',
        /^flux says that it has deployed cccccccccc/,
      ],
      [
        'mixed',
        { kind: 'mixed', deployments: [], differing: ['A a', 'B b', 'C c', 'D d'], observed },
        'waiting',
        /^Not all is as in aaaaaaaaaa: A a, B b, C c, …$/,
      ],
      ['nothing that runs', unknown('missing'), 'waiting', /Why/],
      ['forbidden', unknown('forbidden'), 'failing', /Why/],
    ] as const) {
      it(`${what} is ${state}`, () => {
        const [, revision] = required(cell({ live }));
        assert.equal(revision?.state, state);
        assert.match(revision.said, said);
      });
    }

    for (const [reason, state] of [
      ['pending', 'waiting'],
      ['unreachable', 'unknown'],
      ['missing', 'unknown'],
      ['invalid', 'failing'],
      ['unjudged', 'failing'],
      ['forbidden', 'failing'],
      ['notConfigured', 'failing'],
    ] as const) {
      it(`of which nothing can be compared (${reason}) is ${state}, and there are no objects`, () => {
        assert.deepEqual(states(cell({ drift: unknown(reason) })), ['met', state]);
      });
    }
  });

  describe('an object', () => {
    for (const [verdict, state] of [
      ['none', 'met'],
      ['managed', 'met'],
      ['ignored', 'met'],
      ['absent', 'waiting'],
      ['changed', 'waiting'],
      ['missing', 'waiting'],
      ['masked', 'waiting'],
      ['extra', 'waiting'],
      ['invalid', 'failing'],
      ['unknown', 'failing'],
    ] as const) {
      it(`that is ${verdict} is ${state}`, () => {
        assert.equal(states(cell({ health: healthOf('healthy') }, [object({ verdict })]))[2], state);
      });
    }

    it('that is left in the cluster and not in git counts for nothing', () => {
      assert.equal(required(cell({}, [object({ verdict: 'orphan' })])).length, 2);
    });

    it('that is not known is accepted by its kind alone, and so while the cluster does not answer', () => {
      const secret = object({ verdict: 'unknown', kind: 'Secret', reason: 'forbidden' });
      assert.equal(states(cell({}, [secret]))[2], 'failing');
      assert.equal(states(cell({}, [secret]), ['ConfigMap'])[2], 'failing');
      assert.equal(states(cell({}, [secret]), ['Secret'])[2], 'met');
      assert.equal(states(cell({ connection: unknown('unreachable') }, [secret]))[2], 'unknown');
    });

    for (const [verdict, kind, state] of [
      ['progressing', 'Deployment', 'waiting'],
      ['degraded', 'Deployment', 'failing'],
      ['unknown', 'Deployment', 'unknown'],
      ['suspended', 'Deployment', 'failing'],
      ['suspended', 'CronJob', 'met'],
    ] as const) {
      it(`as the commit says, a ${kind} that is ${verdict} is ${state}`, () => {
        assert.equal(states(cell({ health: healthOf(verdict, kind) }, [object({ kind })]))[2], state);
      });
    }

    it('that differs names the first place of it, and how many more', () => {
      const field = (path: string, line: number) => ({ path, verdict: 'changed' as const, line });
      const differing = object({ verdict: 'changed', fields: [field('spec.replicas', 7), field('spec.paused', 9)] });
      assert.equal(
        required(cell({}, [differing]))[2]?.said,
        'It differs from what deployment.yaml:7 says of spec.replicas, and in 1 more.',
      );
    });

    it('that is not well brings its Pods, the worst first', () => {
      const made = (kind: string, name: string, uid: string, owner: string, status: object): LiveObject => ({
        apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1',
        kind,
        metadata: { name, uid, ...(owner === '' ? {} : { ownerReferences: [{ uid: owner, controller: true }] }) },
        status,
      });
      const waiting = { name: 'main', image: 'a:1', state: { waiting: { reason: 'ImagePullBackOff' } } };
      const live = [
        made('Deployment', 'cart', '1', '', {}),
        made('ReplicaSet', 'cart-a', '2', '1', {}),
        made('Pod', 'cart-a-1', '3', '2', { phase: 'Pending' }),
        made('Pod', 'cart-a-2', '4', '2', { phase: 'Pending', containerStatuses: [waiting] }),
        made('Pod', 'other', '5', '9', { phase: 'Failed' }),
      ];
      assert.deepEqual(
        required(cell({ health: healthOf('degraded') }), [], live)[2]?.pods?.map(({ said }) => said),
        ['Pod cart-a-2: image of main cannot be pulled: a:1 (ImagePullBackOff)', 'Pod cart-a-1: starting'],
      );
    });
  });
});
