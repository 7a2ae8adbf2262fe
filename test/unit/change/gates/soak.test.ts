import type { GateFacts } from '../../../../src/core/change/gates/gateFacts';
import assert from 'node:assert/strict';
import { soakGate } from '../../../../src/core/change/gates/soak';
import type { GitopsStatus } from '../../../../src/core/cluster/gitops';
import { pipelineState } from '../../../../src/core/pipeline/rollUp';
import { message } from '../../../../src/core/support/message';

const minutes = 60_000;
const now = Date.UTC(2026, 10, 26, 12);
const [commit, origin, other] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];
const edge = { from: 'dev', to: 'test', gates: { pipeline: 'required', soakMs: 30 * minutes } } as const;
const ago = (count: number) => new Date(now - count * minutes).toISOString();
const observed = { at: now, source: 'cluster staging' };

const live = (sha: string): NonNullable<GateFacts['live']> => ({
  kind: 'exact',
  deployment: { sha },
});
const health = (verdict: 'healthy' | 'degraded'): NonNullable<GateFacts['health']> => ({
  kind: 'known',
  verdict,
  observed,
});
const passed = (sha: string, updatedAt: string) =>
  pipelineState(sha, [{ context: 'deploy', state: 'success', description: '', updatedAt }], observed);
const controller = (more: Partial<GitopsStatus>): NonNullable<GateFacts['controller']> => ({
  status: {
    source: 'argo',
    kind: 'Application',
    name: 'cart',
    namespace: 'argocd',
    applied: commit,
    sync: 'synced',
    health: 'healthy',
    operation: 'idle',
    paused: false,
    ...more,
  },
  observed,
});
const unreachable = { kind: 'unknown', reason: 'unreachable', said: message('The cluster does not answer.') } as const;

const runs = (since: number): GateFacts => ({
  connection: { kind: 'live', observed },
  live: live(commit),
  health: health('healthy'),
  steadySince: now - since * minutes,
});

describe('The soak of a commit', () => {
  const cases: readonly [string, GateFacts, 'passed' | 'notPassed' | 'unknown', RegExp][] = [
    [
      'is passed by the times that the cluster keeps',
      runs(30),
      'passed',
      /since 2026-11-26T11:30Z, says cluster staging: 30m/,
    ],
    ['is not passed a minute earlier', runs(29), 'notPassed', /29m/],
    ['is not passed by another commit', { ...runs(60), live: live(other) }, 'notPassed', /runs c+, not this commit/],
    ['is not passed by what is unhealthy now', { ...runs(60), health: health('degraded') }, 'notPassed', /is degraded/],
    [
      'is passed by an older commit with the same content',
      { ...runs(60), live: live(origin), sameContent: [commit, origin] },
      'passed',
      /1h/,
    ],
    [
      'is proven no further than it was seen',
      {
        ...runs(40),
        connection: { kind: 'stale', observed, cause: unreachable },
        health: { kind: 'known', verdict: 'healthy', observed: { ...observed, at: now - 20 * minutes } },
      },
      'notPassed',
      /20m/,
    ],
    [
      'is passed by what a controller keeps',
      { controller: controller({ history: [{ commit, since: ago(45) }], healthySince: ago(40) }) },
      'passed',
      /says Application cart: 40m/,
    ],
    [
      'is not started again by a commit that changes nothing that travels',
      {
        sameContent: [commit, origin],
        controller: controller({
          history: [
            { commit, since: ago(5) },
            { commit: origin, since: ago(50) },
            { commit: other, since: ago(90) },
          ],
          healthySince: ago(50),
        }),
      },
      'passed',
      /50m/,
    ],
    [
      'is proven anew after a failure, whoever saw it',
      {
        ...runs(60),
        controller: controller({ history: [{ commit, since: ago(60) }], healthySince: ago(10) }),
      },
      'notPassed',
      /Application cart: 10m/,
    ],
    [
      'is told by the pipeline where no cluster is seen, and that it is not',
      { live: unreachable, health: unreachable, pipeline: passed(commit, ago(35)) },
      'passed',
      /its pipeline \(whether it is healthy now is not seen\): 35m/,
    ],
    [
      'is not lengthened by a pipeline where the cluster says since when',
      { ...runs(10), pipeline: passed(commit, ago(35)) },
      'notPassed',
      /cluster staging: 10m/,
    ],
    [
      'is told by the pipeline of the commit that brought the content',
      { pipeline: passed(commit, ago(5)), originPipeline: passed(origin, ago(50)), sameContent: [commit, origin] },
      'passed',
      /50m/,
    ],
    [
      'is not known by the pipeline of another commit',
      { pipeline: passed(other, ago(60)) },
      'unknown',
      /Nothing proves/,
    ],
    [
      'is not known where nobody says since when, with the reason',
      { live: unreachable, health: unreachable },
      'unknown',
      /The cluster does not answer; its pipeline is not known/,
    ],
  ];
  for (const [name, facts, kind, said] of cases) {
    it(name, () => {
      const [gate] = soakGate(edge, facts, commit, now);
      assert.deepEqual([gate?.kind, gate?.required], [kind, true], gate?.said);
      assert.match(gate?.said ?? '', said);
    });
  }

  it('says when it will be over', () => {
    assert.equal(soakGate(edge, runs(10), commit, now)[0]?.until, now + 20 * minutes);
  });

  it('is no gate where none is asked for', () => {
    const gates = { pipeline: 'required', soakMs: 0 } as const;
    assert.deepEqual(soakGate({ ...edge, gates }, runs(10), commit, now), []);
  });
});
