import assert from 'node:assert/strict';
import type { PreparedChange } from '../../../src/core/change/preparedChange';
import type { Proposed } from '../../../src/core/change/proposals/proposeCandidate';
import type { PushStep } from '../../../src/core/promotion/propose';
import { silentLog } from '../../../src/core/support/log';
import { message } from '../../../src/core/support/message';
import type { Outcome, ToPage } from '../../../src/board/protocol/messages';
import type { Asked } from '../../../src/ui/board/many/sure';
import type * as Probe from '../../bench/probes/board';
import { aCommit, now, unknown } from '../../bench/probes/boardFleet';
import { loadWithStub } from '../../bench/probes/withStub';

const edge = 'cart/dev>test';
/** Something waits, and its gates have passed; of 1, something is pending whose gates are not known. */
const free = 49;
const { sha } = aCommit(free);

function changeOf(service: string, source = sha): PreparedChange {
  const part = { service, repository: service, title: `Promote ${service}`, items: [], notes: [], existing: [] };
  const places = {
    base: { branch: 'test', commit: sha },
    head: { branch: `promote/${service}`, commit: sha, tree: sha },
  };
  const plan = { edge: { from: 'dev', to: 'test' }, source: { branch: 'dev', commit: source } };
  return { ...part, ...places, plan, kind: 'promotion', protectedTarget: false } as unknown as PreparedChange;
}

type Propose = (change: PreparedChange, signal: AbortSignal, told: (step: PushStep) => void) => Promise<Proposed>;

describe('promoting many', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/board.ts')));

  const opened: Propose = () =>
    Promise.resolve({
      ...{ pullRequest: { number: 7, webUrl: 'https://git.example.com/7' }, action: 'created' },
      ...{ superseded: [], alsoOpen: [] },
    } as unknown as Proposed);

  /** A fleet of these services, each with a promotion that is free, and what is heard of promoting them. */
  function made(names: readonly string[], propose: Propose = opened) {
    const fleet = new probe.MadeFleet(names, () => free);
    const heard: (ToPage & { kind: 'outcomes' })[] = [];
    const asked: { all: readonly Asked[]; answer: (yes: boolean) => void }[] = [];
    const looked: string[] = [];
    const clock = { at: now, now: () => clock.at };
    const promotions = new probe.Promotions(
      {
        fleet: {
          get snapshot() {
            return fleet.snapshot;
          },
          previewPromotion: (id) => Promise.resolve(changeOf(id.slice(0, id.indexOf('/')))),
          propose: (change, _, signal, told) => propose(change, signal, told ?? (() => undefined)),
          refresh: (_reason, _signal, service) => Promise.resolve(void looked.push(service ?? '')),
        },
        clock,
        log: silentLog,
        signal: new AbortController().signal,
      },
      (said) => heard.push(said),
      (all) => new Promise<boolean>((answer) => asked.push({ all, answer })),
    );
    const outcomes = () => new Map(heard.flatMap((said) => said.outcomes).map((one) => [one.edge, one]));
    const saidOf = (id: string) => (outcomes().get(id) as Outcome & { said?: string }).said ?? '';
    const yes = async (...edges: readonly string[]) => {
      const proposing = promotions.propose(edges.map((one) => ({ edge: one, commit: sha })));
      await Promise.resolve();
      return { proposing, question: asked.at(-1) };
    };
    return { fleet, promotions, heard, asked, looked, outcomes, saidOf, yes };
  }

  it('asks once at a time; while it asks nothing else begins, and what ends meanwhile opens nothing', async () => {
    const proposed: string[] = [];
    const { promotions, asked, heard } = made(['cart'], (change) => {
      proposed.push(change.service);
      return Promise.reject(new Error('not in this test'));
    });
    await promotions.prepare([edge]);
    const first = promotions.propose([{ edge, commit: sha }]);
    await promotions.propose([{ edge, commit: sha }]);
    await promotions.prepare([]);
    assert.deepEqual([asked.length, heard.at(-1)?.isBusy], [1, true]);
    promotions.stop();
    asked[0]?.answer(true);
    await first;
    assert.deepEqual([proposed, heard.at(-1)?.isBusy], [[], false]);
  });

  it('prepares only paths that are there and may be chosen, each once, whatever is named', async () => {
    const { fleet, promotions, outcomes } = made(['cart', 'web']);
    fleet.change(2 * 4 + 3, 2); // web/dev>test is in conflict now
    await promotions.prepare([edge, edge, 'web/dev>test', 'nobody/dev>test', 'cart/test>dev', '__proto__']);
    assert.deepEqual([...outcomes().keys()], [edge]);
  });

  it('takes what asks for a second look from what is known at the yes, and stops where more has come since', async () => {
    const { fleet, promotions, yes, saidOf, outcomes } = made(['cart', 'web']);
    await promotions.prepare([edge, 'web/dev>test']);
    fleet.say('cart/dev', { pipeline: unknown('unreachable') });
    const { proposing, question } = await yes(edge, 'web/dev>test');
    assert.deepEqual(
      question?.all.map(({ grave }) => grave.map(({ reason }) => reason)),
      [['pipeline unknown'], []],
    );
    fleet.say('web/dev', { pipeline: unknown('unreachable') });
    question.answer(true);
    await proposing;
    assert.equal(outcomes().get(edge)?.kind, 'opened');
    assert.equal(outcomes().get('web/dev>test')?.kind, 'refused');
    assert.match(saidOf('web/dev>test'), /^Nothing was pushed: .* is not known\.$/);
  });

  it('opens nothing that does not wait any more', async () => {
    const { fleet, promotions, yes, saidOf } = made(['cart']);
    await promotions.prepare([edge]);
    fleet.change(4, 2); // in conflict
    const { proposing, question } = await yes(edge);
    assert.deepEqual(question?.all, []);
    question.answer(true);
    await proposing;
    assert.match(saidOf(edge), /^Nothing was pushed: it does not wait any more/);
  });

  it('says what was done of one that was stopped, by how far its push came, and has it looked at again', async () => {
    const steps = [undefined, 'pushing', 'pushed'] as const;
    const said = [];
    for (const step of steps) {
      const { promotions, yes, saidOf, looked } = made(['cart'], (_, signal, told) => {
        if (step) told(step);
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))),
        );
      });
      await promotions.prepare([edge]);
      const { proposing, question } = await yes(edge);
      question?.answer(true);
      await new Promise(setImmediate);
      promotions.stop();
      await proposing;
      said.push([saidOf(edge).slice(0, 58), looked.length]);
    }
    assert.deepEqual(said, [
      ['Stopped. Nothing was pushed.', 0],
      ['Stopped. Whether its branch promote/cart was pushed is not known.'.slice(0, 58), 1],
      ['Stopped. Its branch promote/cart was pushed; whether a pull request'.slice(0, 58), 1],
    ]);
  });

  it('offers what helps where one fails', async () => {
    const remedy = { title: message('Sign in again'), command: 'branchline.signIn', args: ['git.example.com'] };
    const { promotions, yes, outcomes } = made(['cart'], () =>
      Promise.reject(new probe.BranchlineError('forge/unauthorised', message('Refused.'), { remedy })),
    );
    await promotions.prepare([edge]);
    const { proposing, question } = await yes(edge);
    question?.answer(true);
    await proposing;
    assert.deepEqual(outcomes().get(edge), { kind: 'failed', edge, said: 'Refused.', remedy: 'Sign in again' });
    assert.deepEqual(promotions.remedyOf(edge), remedy);
  });

  it('knows where what it opened is before the fleet is looked at again, and keeps what was prepared until it is left', async () => {
    const { promotions, yes, heard } = made(['cart', 'web']);
    await promotions.prepare([edge, 'web/dev>test']);
    const { proposing, question } = await yes(edge);
    question?.answer(true);
    await proposing;
    assert.equal(promotions.addressOf(edge), 'https://git.example.com/7');
    assert.equal(promotions.preparedOf('web/dev>test')?.service, 'web');
    promotions.repeat();
    assert.deepEqual(
      [heard.at(-1)?.isWhole, heard.at(-1)?.outcomes.map(({ kind }) => kind)],
      [true, ['opened', 'prepared']],
    );
    promotions.forget();
    assert.deepEqual([promotions.addressOf(edge), promotions.preparedOf('web/dev>test')], [undefined, undefined]);
  });

  it('tells of each step what it is about, not all of them', async () => {
    const names = Array.from({ length: 100 }, (_, at) => `s${at}`);
    const { promotions, heard } = made(names);
    await promotions.prepare(names.map((name) => `${name}/dev>test`));
    assert.ok(heard.reduce((sum, { outcomes }) => sum + outcomes.length, 0) <= 4 * names.length);
  });
});

describe('what asks for a second look', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/board.ts')));

  const gate = (kind: 'passed' | 'notPassed' | 'unknown', required = true) =>
    ({ name: 'pipeline', kind, required, said: `It is ${kind}.` }) as const;
  const reasons = (change: Partial<PreparedChange>) =>
    probe.gravityOf({ ...changeOf('cart'), ...change }).map(({ reason }) => reason);

  it('is whatever is protected, not passed or not known', () => {
    const verdict = { commit: sha, checks: [], gates: [gate('notPassed'), gate('unknown', false)] };
    assert.deepEqual(reasons({ gate: { ...verdict, kind: 'passed', gates: [gate('passed')] } }), []);
    assert.deepEqual(reasons({ gate: { ...verdict, kind: 'notPassed' } }), ['pipeline notPassed']);
    assert.deepEqual(reasons({ gate: { ...verdict, kind: 'unknown', gates: [] } }), ['gates']);
    assert.deepEqual(reasons({}), ['gates']);
    assert.deepEqual(reasons({ protectedTarget: true }), ['protected', 'gates']);
  });

  it('is asked for in one question that names repository, head and base; without it nothing is asked', async () => {
    const asked: unknown[][] = [];
    const answers = ['Open the Pull Requests', undefined];
    probe.answerWith((...question) => {
      asked.push(question);
      return answers.shift();
    });
    const one = { edge, change: changeOf('cart'), grave: [{ reason: 'protected', said: 'It is protected.' }] };
    const calm = { ...one, change: changeOf('web'), grave: [] };
    assert.equal(await probe.isSureOfGrave([calm]), true);
    assert.equal(asked.length, 0);
    assert.equal(await probe.isSureOfGrave([calm, one]), true);
    assert.deepEqual(asked[0]?.slice(0, 2), [
      'One of them asks for a second look.',
      { modal: true, detail: 'cart\ncart: promote/cart → test\nIt is protected.' },
    ]);
    assert.equal(await probe.isSureOfGrave([one, one]), false);
    assert.match(String(asked[1]?.[0]), /^2 of them/);
  });
});
