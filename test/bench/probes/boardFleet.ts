import type { Service } from '../../../src/core/catalog/catalog';
import { countOf, type ObjectVerdict } from '../../../src/core/drift/report';
import type { EdgeSnapshot } from '../../../src/core/fleet/state/snapshot';
import type { CellFacts, EdgeFacts } from '../../../src/core/fleet/state/store';
import type { PullRequest } from '../../../src/core/forge/types';
import type { Verdict } from '../../../src/core/pipeline/state';
import type { EdgeState } from '../../../src/core/promotion/plan';
import { message } from '../../../src/core/support/message';
import type { Unknown } from '../../../src/core/support/observation';
import { aService } from '../../unit/fleet/builders';

export const now = Date.parse('2026-03-01T12:00:00Z');
const observed = { at: now - 20_000, source: 'git.example.com' };
const somebody = { name: 'Ann', email: 'ann@example.com', time: '2026-02-27T09:00:00Z' };

const environments = ['dev', 'test', 'stage', 'prod'];

/** A service of this name is frozen a minute from now. */
export const freezing = 'freezing';
const soon = { kind: 'once', from: now + 60_000, to: now + 3_600_000 } as const;

/** A service with four environments in a row. */
export function fourStages(name: string): Service {
  const gates = { pipeline: 'required', soakMs: 0, ...(name === freezing ? { freeze: [soon] } : {}) } as const;
  return {
    ...aService(name, `https://git.example.com/team-${name.length % 3}/${name}.git`),
    environments: environments.map((own) => ({ name: own, branch: own, protected: own === 'prod' })),
    edges: environments.slice(1).map((to, at) => ({ from: environments[at] ?? '', to, gates })),
  };
}

export function aCommit(seed: number, subject = `Release 1.${seed}.0`) {
  // Ten digits are what people see: no two look the same.
  const sha = Math.abs(seed).toString(16).padStart(7, '0').padEnd(40, 'a');
  return { sha, tree: 'b'.repeat(40), parents: [], author: somebody, committer: somebody, message: subject };
}

export function unknown(reason: Unknown['reason']): Unknown {
  return { kind: 'unknown', reason, said: message('It is not known.'), observed };
}

const verdicts: readonly Verdict[] = ['success', 'failure', 'warning', 'none', 'blocked', 'cancelled', 'unknown'];
const healths = ['healthy', 'degraded', 'progressing', 'suspended', 'unknown'] as const;
const drifts: readonly ObjectVerdict[] = ['none', 'changed', 'unknown', 'missing', 'managed'];
const reasons: readonly Unknown['reason'][] = ['pending', 'forbidden', 'unreachable', 'unauthorised', 'notConfigured'];
const states: readonly EdgeState[] = [
  'inSync',
  'pending',
  'conflict',
  'pendingReintroducesRollback',
  'diverged',
  'downstreamOnly',
  'unknownBaseline',
  'branchMissing',
];

/** The nth way in which a cell can be: each number gives facts of its own, known and unknown in all combinations. */
export function factsOfCell(seed: number): CellFacts {
  const commit = aCommit(seed);
  const isUnknown = (place: number) => (seed >> place) % 5 === 4;
  const why = unknown(at(reasons, seed));
  const objects = [
    { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', verdict: at(drifts, seed >> 1), fields: [] },
    { apiVersion: 'v1', kind: 'Service', name: 'web', verdict: 'none', fields: [] },
  ] as const;
  const verdict = at(healths, seed >> 2);
  return {
    head: isUnknown(1) ? why : { kind: 'known', commit, observed },
    pipeline: isUnknown(2)
      ? why
      : {
          kind: 'known',
          commit: commit.sha,
          verdict: at(verdicts, seed),
          inFlight: at(['no', 'no', 'running'] as const, seed),
          contexts: [],
          observed,
        },
    connection: isUnknown(3) ? { kind: 'stale', observed, cause: why } : { kind: 'live', observed },
    live: isUnknown(4) ? why : { kind: 'exact', deployment: aCommit(seed - (seed % 2)), observed },
    health: isUnknown(5)
      ? why
      : {
          kind: 'known',
          verdict,
          workloads: [{ kind: 'Deployment', name: 'web', verdict, images: [`registry.example.com/web:1.${seed}.0`] }],
          observed,
        },
    drift: isUnknown(3)
      ? why
      : {
          kind: 'known',
          commit: commit.sha,
          report: { objects, counts: countOf(objects), warnings: [] },
          observed,
        },
  };
}

/**
 * The nth way in which a promotion path can be.
 * @param source what its source has: two of three are of that commit, so that its gates are known
 */
export function factsOfEdge({ from, to }: Pick<EdgeSnapshot, 'from' | 'to'>, seed: number, source?: string): EdgeFacts {
  if (seed % 11 === 10) {
    const plan = unknown(at([...reasons, 'unjudged'] as const, seed));
    return { plan, pullRequests: unknown('unreachable') };
  }
  const state = at(states, seed);
  const commit = seed % 3 > 0 && source !== undefined ? source : aCommit(seed).sha;
  const items = ['pending', 'diverged', 'pendingReintroducesRollback', 'conflict'].includes(state)
    ? [
        {
          path: 'deployment.yaml',
          key: ['spec', 'replicas'],
          change: 'added',
          reintroduced: state === 'pendingReintroducesRollback',
        } as const,
      ]
    : [];
  return {
    plan: {
      kind: 'known',
      observed,
      plan: {
        edge: { from: from.name, to: to.name },
        source: { branch: from.branch, commit },
        target: { branch: to.branch, commit, tree: null },
        state,
        baseline: { commit, tree: null, rung: 'mergeBase', inferred: true },
        prediction: { tree: null },
        items,
        conflicts: state === 'conflict' ? [{ path: 'deployment.yaml', reason: 'both' }] : [],
        hotfixes: [],
        untouched: [],
        commits: [],
        notes: [],
        ...(seed % 13 === 7 ? { brokenRollback: { deployment: commit, places: [{ path: 'deployment.yaml' }] } } : {}),
      },
    },
    pullRequests:
      seed % 9 === 8 ? unknown('unreachable') : { kind: 'known', open: seed % 5 === 3 ? [anOpen(seed)] : [], observed },
  };
}

function anOpen(seed: number): PullRequest {
  const { sha } = aCommit(seed);
  return {
    number: 1 + (seed % 90),
    title: `Promote 1.${seed}.0`,
    body: '',
    state: 'open',
    head: { branch: 'promote/dev-to-test/1', commit: sha },
    base: { branch: 'test', commit: sha },
    author: 'ann',
    webUrl: `https://git.example.com/pulls/${seed}`,
    mergeable: 'unknown',
    updatedAt: somebody.time,
  };
}

function at<T>(all: readonly T[], seed: number): T {
  const found = all[Math.abs(seed) % all.length];
  if (found === undefined) throw new Error('There is nothing to choose among');
  return found;
}
