import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Check } from '../../../src/core/forge/types';
import { newer } from '../../../src/core/pipeline/newer';
import { nextPoll, type Watching } from '../../../src/core/pipeline/nextPoll';
import { checksState, hasPassed, pipelineState } from '../../../src/core/pipeline/rollUp';
import type { PipelineState } from '../../../src/core/pipeline/state';
import { meaningOf } from '../../../src/core/pipeline/words';
import { severity, worst } from '../../../src/core/pipeline/worst';
import { message } from '../../../src/core/support/message';
import type { Unknown } from '../../../src/core/support/observation';

const commit = 'c'.repeat(40);
const minute = (at: number) => new Date(at * 60_000).toISOString();
const aCheck = (context: string, state: string, at = 1): Check => ({
  context,
  state,
  description: '',
  updatedAt: minute(at),
});
const stateOf = (checks: readonly Check[], at = 0, previous?: PipelineState) =>
  pipelineState(commit, checks, { at, source: 'git.example.com' }, previous);
const unknown = (reason: Unknown['reason']): Unknown => ({ kind: 'unknown', reason, said: message('…') });

const knownWords = [
  'pending',
  'expected',
  'queued',
  'requested',
  'waiting',
  'in_progress',
  'action_required',
  'success',
  'neutral',
  'skipped',
  'failure',
  'timed_out',
  'startup_failure',
  'cancelled',
  'stale',
  'error',
  'warning',
];
describe('What we post on pull requests', () => {
  const checks = [aCheck('deploy', 'success'), aCheck('branchline/promotion-prod', 'failure', 9)];

  it('says nothing of the pipeline of the commit that it stands on', () => {
    const state = stateOf(checks);
    assert.equal(hasPassed(state), true);
    assert.deepEqual(
      state.contexts.map(({ name }) => name),
      ['deploy'],
    );
    assert.equal(hasPassed(stateOf([aCheck('branchline/verify', 'failure')])), false);
  });

  it('counts where any check of a commit may be asked for', () => {
    const all = checksState(commit, checks, { at: 0, source: 'git.example.com' });
    assert.equal(all.verdict, 'failure');
    assert.equal(all.contexts.length, 2);
  });
});

const word = fc.oneof(fc.constantFrom(...knownWords), fc.stringMatching(/^[a-z_]{1,12}$/));
const check = fc
  .record({ context: fc.constantFrom('ci', 'deploy', 'policy', ''), state: word, at: fc.integer({ min: 0, max: 3 }) })
  .map(({ context, state, at }) => aCheck(context, state, at));

describe('the words of forges', () => {
  const cases: [words: string[], verdict: string, inFlight: string][] = [
    [['pending', 'PENDING', 'in_progress'], 'none', 'running'],
    [['queued', 'requested', 'EXPECTED'], 'none', 'queued'],
    [['waiting'], 'blocked', 'queued'],
    [['action_required'], 'blocked', 'no'],
    [['success', 'SUCCESS'], 'success', 'no'],
    [['neutral', 'warning'], 'warning', 'no'],
    [['skipped'], 'skipped', 'no'],
    [['failure', 'timed_out'], 'failure', 'no'],
    [['error', 'startup_failure'], 'error', 'no'],
    [['cancelled', 'stale'], 'cancelled', 'no'],
    [['', 'succeeded', 'constructor', '__proto__'], 'unknown', 'no'],
  ];
  for (const [words, verdict, inFlight] of cases) {
    for (const one of words) {
      it(`"${one}" is ${verdict}, in flight: ${inFlight}`, () =>
        assert.deepEqual(meaningOf(one), { verdict, inFlight }));
    }
  }
});

describe('the pipeline of a commit', () => {
  it('is none where nothing was reported', () => {
    assert.deepEqual([stateOf([]).verdict, stateOf([]).inFlight], ['none', 'no']);
  });

  for (const [words, verdict] of [
    ['success failure error', 'failure'],
    ['success error blocked', 'error'],
    ['success action_required cancelled', 'blocked'],
    ['success cancelled warning', 'cancelled'],
    ['success warning', 'warning'],
    ['success skipped', 'success'],
    ['skipped pending', 'skipped'],
    ['warning banana', 'unknown'],
    ['cancelled banana', 'cancelled'],
  ] as const) {
    it(`of ${words} is ${verdict}`, () =>
      assert.equal(stateOf(words.split(' ').map((state, index) => aCheck(`check ${index}`, state))).verdict, verdict));
  }

  it('counts the newest entry of each context alone', () => {
    const state = stateOf([aCheck('ci', 'success', 2), aCheck('ci', 'failure', 1), aCheck('ci', 'pending', 0)]);
    assert.deepEqual([state.verdict, state.inFlight, state.contexts.length], ['success', 'no', 1]);
  });

  it('stays red while it runs again, and is green once that is done', () => {
    const red = stateOf([aCheck('deploy', 'failure', 1)]);
    const again = stateOf([aCheck('deploy', 'pending', 2)], 1, red);
    assert.deepEqual([again.verdict, again.inFlight], ['failure', 'running']);
    const stillAgain = stateOf([aCheck('deploy', 'pending', 3)], 2, again);
    assert.equal(stillAgain.verdict, 'failure');
    assert.ok(hasPassed(stateOf([aCheck('deploy', 'success', 4)], 3, stillAgain)));
  });

  it('of another commit starts anew', () => {
    const red = { ...stateOf([aCheck('deploy', 'failure')]), commit: 'd'.repeat(40) };
    assert.equal(stateOf([aCheck('deploy', 'pending')], 1, red).verdict, 'none');
  });

  it('has not passed while something runs, is unknown, skipped or unreported', () => {
    for (const words of [
      ['success', 'pending'],
      ['success', 'banana'],
      ['skipped'],
      [],
      ['success', 'cancelled'],
      ['waiting', 'success'],
    ]) {
      assert.equal(
        hasPassed(stateOf(words.map((state, index) => aCheck(`check ${index}`, state)))),
        false,
        words.join(),
      );
    }
    assert.ok(hasPassed(stateOf([aCheck('a', 'success'), aCheck('b', 'skipped'), aCheck('c', 'neutral')])));
  });

  it('does not depend on the order of its checks', () => {
    const inTwoOrders = fc
      .array(check, { maxLength: 8 })
      .chain((checks) => fc.tuple(fc.constant(checks), fc.shuffledSubarray(checks, { minLength: checks.length })));
    fc.assert(
      fc.property(inTwoOrders, ([checks, shuffled]) => {
        assert.deepEqual(stateOf(shuffled), stateOf(checks));
      }),
    );
  });

  it('never becomes green by a word that nobody knows', () =>
    fc.assert(
      fc.property(fc.array(check, { maxLength: 6 }), fc.stringMatching(/^x[a-z_]{1,12}$/), (checks, strange) => {
        assert.equal(hasPassed(stateOf([...checks, aCheck('strange', strange)])), false);
      }),
    ));

  it('never becomes better by one more check', () =>
    fc.assert(
      fc.property(fc.array(check, { maxLength: 6 }), word, (checks, state) => {
        const more = stateOf([...checks, aCheck('one more', state)]);
        const before = stateOf(checks);
        if (before.contexts.some(({ verdict }) => verdict !== 'none' && verdict !== 'skipped')) {
          assert.ok(severity({ ...more, inFlight: 'no' }) >= severity({ ...before, inFlight: 'no' }));
        }
      }),
    ));
});

describe('of two answers', () => {
  const at = (time: number, ...checks: Check[]) => stateOf(checks, time);

  it('the one that knows of a later event is held, even if it was asked for earlier', () => {
    const fast = at(1_000, aCheck('ci', 'success', 2));
    const slow = at(5_000, aCheck('ci', 'pending', 1));
    assert.equal(newer(fast, slow), fast);
    assert.equal(newer(slow, fast), fast);
  });

  it('with the same events the later one is held, so that it stays fresh', () => {
    const early = at(1_000, aCheck('ci', 'success'));
    const late = at(2_000, aCheck('ci', 'success'));
    assert.equal(newer(early, late), late);
    assert.equal(newer(late, early), late);
  });

  it('of two commits the later one is held', () => {
    const old = at(1_000, aCheck('ci', 'success', 9));
    const moved = { ...at(2_000), commit: 'd'.repeat(40) };
    assert.equal(newer(old, moved), moved);
    assert.equal(newer(moved, old), moved);
  });

  it('long after, the later one is held, whatever it knows: events can be taken back', () => {
    const old = at(0, aCheck('ci', 'success', 9));
    const now = at(60_000, aCheck('ci', 'success', 1));
    assert.equal(newer(old, now), now);
  });
});

describe('the worst of the watched branches', () => {
  it('is the red one, before the unreachable, before the green', () => {
    const red = stateOf([aCheck('ci', 'failure')]);
    const green = stateOf([aCheck('ci', 'success')]);
    const running = stateOf([aCheck('ci', 'pending')]);
    const lost = unknown('unreachable');
    assert.equal(worst<PipelineState | Unknown>([green, lost, red, running]), red);
    assert.equal(worst<PipelineState | Unknown>([green, lost, running]), lost);
    assert.equal(worst([running, green]), green);
    assert.equal(worst<PipelineState>([]), undefined);
  });

  it('of two equals is the one that runs', () => {
    const red = stateOf([aCheck('ci', 'failure')]);
    const redAgain = stateOf([aCheck('ci', 'failure'), aCheck('deploy', 'pending')]);
    assert.equal(worst([red, redAgain]), redAgain);
  });
});

describe('when to look again', () => {
  const shown: Watching = { watched: true, visible: true, focused: true, justChanged: false, failures: 0 };
  const settled = stateOf([aCheck('ci', 'success')]);
  const running = stateOf([aCheck('ci', 'pending')]);
  const between = (state: PipelineState | Unknown, watching: Partial<Watching>) =>
    [0, 1].map((random) => nextPoll(state, { ...shown, ...watching }, random));

  const cases: [what: string, state: PipelineState | Unknown, watching: Partial<Watching>, from: number, to: number][] =
    [
      ['on screen', settled, {}, 10, 15],
      ['just changed', settled, { visible: false, justChanged: true }, 10, 15],
      ['under way', running, { visible: false }, 20, 30],
      ['not known yet', unknown('pending'), { visible: false }, 20, 30],
      ['settled and out of sight', settled, { visible: false }, 168, 252],
      ['in a window without focus', settled, { focused: false }, 40, 60],
      ['that may not be read', unknown('forbidden'), {}, 1440, 2160],
      ['on a host whose limit is half used', running, { visible: false, budgetUsed: 0.6 }, 80, 120],
      ['after the first failure', settled, { failures: 1 }, 48, 72],
      ['after the third failure', settled, { failures: 3 }, 192, 288],
      ['after the thirtieth failure', settled, { failures: 30 }, 720, 1080],
    ];
  for (const [what, state, watching, from, to] of cases) {
    it(`a branch ${what} is looked at again in ${from} to ${to} s`, () =>
      assert.deepEqual(between(state, watching), [from * 1000, to * 1000]));
  }

  it('a branch that nobody watches is not looked at', () => {
    assert.equal(nextPoll(running, { ...shown, watched: false }, 0.5), 'never');
  });
});
