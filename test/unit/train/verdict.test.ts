import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { GateVerdict } from '../../../src/core/change/gates/gate';
import { pipelineState } from '../../../src/core/pipeline/rollUp';
import type { PipelineState } from '../../../src/core/pipeline/state';
import { inEnglish } from '../../../src/core/support/message';
import { landedVerdict, saidOfDeployment } from '../../../src/core/train/verdict';
import { shaOf } from './build';

const deployment = shaOf('landed');
const observed = { at: 0, source: 'git.example.com' };

function pipeline(...states: readonly string[]) {
  const checks = states.map((state, index) => ({ context: `c${index}`, state, description: '', updatedAt: '' }));
  return pipelineState(deployment, checks, observed);
}

const soak = (kind: 'passed' | 'notPassed' | 'unknown'): GateVerdict => ({
  commit: deployment,
  kind,
  gates: [{ name: 'soak', kind, required: true, said: 'Four hours are asked for.' }],
  checks: [],
});

const mergedAt = '2026-03-01T10:00:00Z';
const before = '2026-03-01T09:59:59Z';
const after = '2026-03-01T10:00:01Z';

/** A deployment of which earlier ones had the same checks, at the head of its branch. */
function verdict(state: PipelineState | undefined, more: Partial<Parameters<typeof landedVerdict>[0]> = {}) {
  const wanted = state?.contexts.map(({ name }) => name) ?? [];
  return landedVerdict({
    environment: 'test',
    commit: deployment,
    pipeline: state,
    after: [],
    wanted,
    head: deployment,
    ...more,
  });
}

/** Checks by name, each with its state and when it was posted. */
function checks(entries: Readonly<Record<string, readonly [state: string, updatedAt: string]>>) {
  const all = Object.entries(entries).map(([context, [state, updatedAt]]) => ({
    context,
    state,
    description: '',
    updatedAt,
  }));
  return pipelineState(deployment, all, observed);
}

describe('whether what landed runs well', () => {
  const cases: readonly [string, string, ReturnType<typeof landedVerdict>['kind']][] = [
    ['success', 'success', 'passed'],
    ['success', 'failure', 'failed'],
    ['success', 'error', 'failed'],
    ['success', 'pending', 'waiting'],
    ['success', 'a word that nobody knows', 'unknown'],
    ['skipped', 'skipped', 'unknown'],
  ];
  for (const [one, other, kind] of cases) {
    it(`${one} and ${other}: ${kind}`, () => assert.equal(verdict(pipeline(one, other)).kind, kind));
  }

  it('of another commit nothing is known, and where nothing was reported it waits', () => {
    const other = { ...pipeline('success'), commit: shaOf('other') };
    assert.equal(verdict(other).kind, 'unknown');
    assert.equal(verdict(undefined).kind, 'unknown');
    assert.equal(verdict(pipeline()).kind, 'waiting');
  });

  it('it has soaked as long as the path that leads on asks for', () => {
    const kinds = (['passed', 'notPassed', 'unknown'] as const).map(
      (kind) => verdict(pipeline('success'), { after: [soak('passed'), soak(kind)] }).kind,
    );
    assert.deepEqual(kinds, ['passed', 'waiting', 'unknown']);
  });

  it('it waits for every check that deployments before it had', () => {
    const build = checks({ build: ['success', after] });
    assert.equal(verdict(build, { wanted: ['build', 'deploy'] }).kind, 'waiting');
    const whole = checks({ build: ['success', after], deploy: ['success', after], more: ['success', after] });
    assert.equal(verdict(whole, { wanted: ['build', 'deploy'] }).kind, 'passed');
  });

  it('where nobody tells which checks there are, it has not passed; what a person says of it is of exactly these', () => {
    const build = verdict(checks({ build: ['success', after] }), { wanted: undefined });
    const both = verdict(checks({ build: ['success', after], deploy: ['success', after] }), { wanted: undefined });
    assert.deepEqual([build.kind, both.kind], ['unproven', 'unproven']);
    assert.match(build.word ?? '', new RegExp(`^${deployment}\\.\\.[0-9a-f]{20}$`));
    assert.notEqual(build.word, both.word);
    assert.equal(verdict(checks({ build: ['failure', after] }), { wanted: undefined }).kind, 'failed');
    const notRead = verdict(checks({ build: ['success', after] }), { wanted: 'notRead' });
    assert.deepEqual(
      [notRead.kind, notRead.word],
      ['unknown', undefined],
      'nobody is asked to say what a forge may tell',
    );
  });

  it('one whose branch went on before it passed is overtaken, and does not wait for ever', () => {
    const head = shaOf('later');
    const reportedLater = ['build', 'deploy'];
    const states = [
      verdict(pipeline(), { head, reportedLater }),
      verdict(pipeline(), { head, reportedLater, wanted: ['deploy'] }),
      verdict(checks({ build: ['success', after] }), { head, reportedLater, wanted: ['build', 'deploy'] }),
      verdict(checks({ build: ['cancelled', after] }), { head }),
      verdict(checks({ build: ['skipped', after] }), { head }),
    ];
    for (const { kind, word } of states) assert.deepEqual([kind, word], ['overtaken', `${deployment}..${head}`]);
    const others = (['success', 'pending', 'failure'] as const).map(
      (state) => verdict(checks({ build: [state, after] }), { head }).kind,
    );
    assert.deepEqual(others, ['passed', 'waiting', 'failed']);
  });

  it('while what it lacks was not reported of anything later either, it is on its way: nobody has gone past it', () => {
    const head = shaOf('later');
    const names = ['build', 'deploy', 'e2e'];
    fc.assert(
      fc.property(fc.subarray(names), fc.subarray(names), fc.subarray(names), (own, wanted, later) => {
        const state = checks(Object.fromEntries(own.map((name) => [name, ['success', after] as const])));
        const { kind } = verdict(state, { head, wanted, reportedLater: later });
        const lacks = wanted.filter((name) => !own.includes(name));
        const isNothing = own.length === 0 && wanted.length === 0;
        if (own.length > 0 && lacks.length === 0) assert.equal(kind, 'passed');
        else {
          const isPassedBy = isNothing ? later.length > 0 : lacks.some((name) => later.includes(name));
          assert.equal(kind, isPassedBy ? 'overtaken' : 'waiting');
        }
        assert.notEqual(verdict(state, { head, wanted, reportedLater: undefined }).kind, 'overtaken');
      }),
    );
  });
});

describe('what is said of what landed', () => {
  it('stands beside the English in a form that can be put into other words, wherever the judge is not somebody else', () => {
    for (const states of [undefined, ['success'], ['failure'], ['cancelled'], ['pending'], ['skipped'], []] as const) {
      for (const head of [deployment, shaOf('later')]) {
        for (const wanted of [undefined, 'notRead', ['c0'], ['other']] as const) {
          const { said, told } = verdict(states && pipeline(...states), { head, wanted, reportedLater: ['other'] });
          assert.equal(told?.map(inEnglish).join(' '), said, `${states?.join()} ${head} ${String(wanted)}`);
        }
      }
    }
    assert.equal(verdict(pipeline('success'), { after: [soak('notPassed')] }).told, undefined, 'a gate says it itself');
  });
});

describe('what was said of a deployment', () => {
  const state = checks({ pr: ['success', before], moment: ['success', mergedAt], deploy: ['success', after] });
  const pullRequest = { mergeCommit: deployment, mergedAt, head: { branch: 'promote/x', commit: deployment } };
  const names = (found: PipelineState | undefined) => found?.contexts.map(({ name }) => name);

  it('where it is the commit that was proposed, only what was said after it landed', () => {
    assert.deepEqual(names(saidOfDeployment(state, [pullRequest], false)), ['deploy']);
    assert.equal(saidOfDeployment(checks({ pr: ['success', before] }), [pullRequest], false)?.verdict, 'none');
    const untold = { mergeCommit: deployment, head: pullRequest.head };
    assert.equal(saidOfDeployment(state, [untold], false), undefined);
    assert.equal(saidOfDeployment(state, [], true), undefined);
  });

  it('where it is a commit of its own, all of it', () => {
    const landed = { ...pullRequest, head: { branch: 'promote/x', commit: shaOf('proposed') } };
    assert.equal(saidOfDeployment(state, [landed], true), state);
    assert.equal(saidOfDeployment(state, [], false), state);
  });
});
