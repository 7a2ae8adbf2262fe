import assert from 'node:assert/strict';
import { huntIn, type Answer } from '../../../../src/core/bisect/hunt';
import { message } from '../../../../src/core/support/message';
import type { SearchView } from '../../../../src/ui/bisect/bisectScreen';
import type * as Probe from '../../../bench/probes/past';
import { loadWithStub } from '../../../bench/probes/withStub';
import { aRow, hour, now } from './builders';

const name = (age: number) => String(age).repeat(40);

describe('the page that looks for what broke it', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/past.ts')));

  const rows = [0, 1, 2, 3].map((age) =>
    aRow(
      { commit: name(age), before: name(age + 1), at: now - age * hour },
      { version: `2.${9 - age}.0`, verdict: 'unknown' },
    ),
  );
  const head: Answer = { commit: name(0), mark: 'bad', by: 'assumed' };
  const said = (age: number, mark: Answer['mark']): Answer => ({ commit: name(age), mark, by: 'person' });
  function view(answers: readonly Answer[], more: Partial<SearchView> = {}): SearchView {
    const read = { rows, head: name(0), left: 0, isCut: false, failure: undefined, ...more.read };
    const deployments = read.rows.map(({ deployment: { commit }, verdict }) => ({
      commit,
      verdict: verdict === 'asking' ? ('unknown' as const) : verdict,
    }));
    return {
      ...{ service: 'cart', environment: 'prod', hunt: huntIn(deployments, answers), chosen: undefined },
      ...{ canTakeBack: answers.length > 1, changed: undefined, broughtBy: undefined, headNow: name(0) },
      ...{ isTrusted: true, now },
      ...more,
      read,
    };
  }
  const screenOf = (answers: readonly Answer[], more: Partial<SearchView> = {}) =>
    probe.bisectScreen(view(answers, more));
  const notesOf = (answers: readonly Answer[], more: Partial<SearchView> = {}) =>
    screenOf(answers, more)
      .notes.map(({ text }) => text)
      .join('\n');
  const ids = (offers: readonly { readonly id: string }[] = []) => offers.map(({ id }) => id);
  const back = ['branchline.undoDeployment', 'branchline.restoreBeforeDeployment'];

  it('asks for a good one first, and says what it takes for bad', () => {
    const { standing, looked, rows: shown } = screenOf([head]);
    assert.equal(standing.title.text, 'Which one was good?');
    assert.match(standing.lines.map(({ text }) => text).join(' '), /has now, 2\.9\.0 \(0000000000\), is taken for bad/);
    assert.equal(looked, undefined);
    assert.match(shown[0]?.cells[1]?.text ?? '', /bad · taken so, since you ask/);
  });

  it('asks about one, with what it changed and how many questions are left, and offers no way back of it', () => {
    const screen = screenOf([head, said(3, 'good')]);
    assert.equal(screen.standing.title.text, 'Was 2.7.0 (2222222222) good?');
    assert.match(screen.standing.lines.at(-1)?.text ?? '', /one of 3: at most 2 questions more/);
    assert.deepEqual(ids(screen.looked?.answers), ['good', 'bad', 'skip']);
    assert.ok(!ids(screen.looked?.offers).some((id) => back.includes(id)));
    assert.match(screen.looked?.changed.lines[0]?.text ?? '', /being read/);
    assert.deepEqual(
      screen.rows.map(({ state }) => state),
      ['plain', 'plain', 'asked', 'plain'],
    );
  });

  it('ends with the one that broke it, its pull request and the ways back; without trust with none', () => {
    const brought = {
      kind: 'pullRequest',
      number: 7,
      title: 'Promote cart',
      author: 'maya',
      webUrl: 'https://forge.example/7',
    } as const;
    const found = { kind: 'known', found: brought } as const;
    const answers = [head, said(3, 'good'), said(1, 'bad'), said(2, 'good')];
    const screen = screenOf(answers, { broughtBy: found });
    assert.equal(screen.standing.title.text, 'It broke with 2.8.0 (1111111111)');
    assert.deepEqual(ids(screen.looked?.offers).slice(0, 2), back);
    assert.ok(ids(screen.looked?.offers).includes('pullRequest'));
    assert.match(screen.looked?.lines.map(({ text }) => text).join('\n') ?? '', /#7 by maya: Promote cart/);
    assert.match(screen.rows[1]?.cells[1]?.text ?? '', /broke it · bad · you said/);
    assert.equal(screen.standing.lines[0]?.text, 'It is bad · you said; the one before it is good · you said.');
    const untrusted = screenOf(answers, { isTrusted: false });
    assert.ok(!ids(untrusted.looked?.offers).some((id) => back.includes(id)));
    assert.match(untrusted.looked?.lines.at(-1)?.text ?? '', /not trusted/);
  });

  it('says which are left where some could not be told', () => {
    const screen = screenOf([head, said(3, 'good'), said(1, 'skip'), said(2, 'skip')]);
    assert.equal(
      screen.standing.title.text,
      'It broke with one of these 3: 2.7.0 (2222222222), 2.8.0 (1111111111), 2.9.0 (0000000000)',
    );
    assert.match(screen.rows[2]?.cells[1]?.text ?? '', /may have broken it · cannot tell · you said/);
  });

  it('tells that the branch went on, was rewritten, that an answer is lost, and that words contradict each other', () => {
    const rewritten = rows.map((row, age) =>
      age === 1
        ? { ...row, deployment: { ...row.deployment, madeOn: 'e'.repeat(40), kind: 'rollback' as const } }
        : row,
    );
    const read = { rows: rewritten, head: name(0), left: 0, isCut: true, failure: undefined };
    const whole = { ...read, isCut: false };
    const gone = notesOf([head, said(3, 'good'), said(8, 'good')], { read: whole, headNow: 'f'.repeat(40) });
    assert.match(gone, /8888888888, of which you said something, is not on the branch any more/);
    const notes = notesOf([head, said(3, 'good'), said(8, 'good')], { read, headNow: 'f'.repeat(40) });
    assert.match(notes, /went on since it was read: it was at 0000000000, and is at ffffffffff/);
    assert.match(notes, /rewritten: this was made on eeeeeeeeee/);
    assert.match(notes, /8888888888, of which you said something, is not among what was read/);
    assert.match(notes, /One of them is a rollback/);
    assert.match(notes, /longer than it is followed/);
    assert.match(notesOf([head, said(1, 'good'), said(2, 'bad'), said(3, 'good')]), /broke more than once/);
  });

  it('tells a forge that did not answer from one that says nothing of it', () => {
    const read = { rows, head: name(0), left: 0, isCut: false, failure: message('No answer.') };
    assert.match(notesOf([head], { read }), /How they went is not known: No answer\./);
    assert.match(notesOf([head]), /No pipeline says that what is bad is bad/);
    const [first, ...rest] = rows;
    const some = { ...read, rows: [...(first ? [{ ...first, verdict: 'passed' as const }] : []), ...rest] };
    assert.match(notesOf([head], { read: some }), /How some of them went is not known: No answer\./);
    const passed = { ...read, failure: undefined, rows: rows.map((row) => ({ ...row, verdict: 'passed' as const })) };
    assert.match(notesOf([head], { read: passed }), /A pipeline says otherwise/);
  });

  it('says who says so at the end, and that what was taken for bad is gone', () => {
    const failed = rows.map((row, age) => ({ ...row, verdict: age === 3 ? ('passed' as const) : ('failed' as const) }));
    const read = { rows: failed, head: name(0), left: 0, isCut: false, failure: undefined };
    const { standing } = screenOf([head], { read });
    assert.equal(
      standing.lines[0]?.text,
      'It is bad · its pipeline said; the one before it is good · its pipeline said.',
    );
    assert.match(standing.lines[1]?.text ?? '', /say otherwise where you know better/);
    const gone = notesOf([{ ...head, commit: name(7) }, said(3, 'good')]);
    assert.match(gone, /7777777777, which was taken for bad, is not on the branch any more/);
  });

  it('takes the last answer back, so that what was said before counts again, and never what it assumed', () => {
    const answers = new probe.Answers();
    answers.assume(name(0));
    answers.answer(name(2), 'good');
    answers.answer(name(2), 'bad');
    answers.takeBack();
    assert.deepEqual(answers.all, [head, said(2, 'good')]);
    answers.takeBack();
    answers.takeBack();
    assert.deepEqual([answers.all, answers.canTakeBack], [[head], false]);
  });

  it('assumes nothing where something else was called bad', () => {
    const answers = new probe.Answers();
    answers.answer(name(1), 'bad');
    answers.assume(name(0));
    assert.deepEqual(answers.all, [said(1, 'bad')]);
  });

  it('takes what the branch has now for bad as long as nobody has answered, and then what it had', () => {
    const answers = new probe.Answers();
    answers.assume(name(1));
    answers.assume(name(0));
    assert.deepEqual(answers.all, [head]);
    answers.answer(name(3), 'good');
    answers.assume(name(4));
    assert.deepEqual(answers.all, [head, said(3, 'good')]);
    answers.answer(name(0), 'good');
    answers.assume(name(4));
    assert.deepEqual(answers.all, [head, said(3, 'good'), said(0, 'good')]);
  });
});
