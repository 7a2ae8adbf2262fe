import assert from 'node:assert/strict';
import type { PreparedChange } from '../../../../src/core/change/preparedChange';
import type { Proposed } from '../../../../src/core/change/proposals/proposeCandidate';
import type { CellFacts } from '../../../../src/core/fleet/state/store';
import { message } from '../../../../src/core/support/message';
import { aCommit } from '../../../bench/probes/boardFleet';
import type * as Probe from '../../../bench/probes/decision';
import { loadWithStub } from '../../../bench/probes/withStub';
import { deciding, engine, observed, type Propose } from './deciding';
import { aChange, dev, image, ours, proposed, ran, test } from './builders';

/** As it was when the change was prepared: what counts is what is known at the yes. */
const passed = { commit: dev.sha, kind: 'passed', checks: [], gates: [] };

describe('a decision', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/decision.ts')));

  const open = deciding(() => probe);

  it('says what it is about in one line, and opens the pull request that was shown', async () => {
    const { act, done, standing, decision } = open();
    assert.equal(decision()?.headline, 'cart 2.10.0 → 2.11.0, dev → test');
    await act('propose:update');
    assert.deepEqual(done, ['proposed Promote', 'told']);
    assert.equal(standing()?.title, 'cart 2.11.0 to test: pull request #7 is open.');
    await act('propose:update'); // it stands there no more
    assert.equal(done.length, 2);
    await act('openPullRequest');
    assert.equal(done.at(-1), 'https://git.example.com/7');
  });

  it('is out of date once a branch went on, and then proposes nothing until it is made anew', async () => {
    const { act, done, standing, offers, move } = open();
    move('dev', aCommit(3));
    await act('propose:update');
    assert.equal(standing()?.kind, 'stale');
    assert.match(standing()?.lines[0]?.text ?? '', /^dev went on since: it was at .{10}, and is at .{10}\.$/);
    assert.deepEqual([done, offers()], [[], ['anew', 'close']]);
    await act('anew');
    assert.deepEqual([standing()?.kind, done], ['open', []]);
    await act('propose:update');
    assert.deepEqual(done, ['proposed anew', 'told']);
  });

  it('leads to the door of the engine that moves the branch, and opens nothing beside it', async () => {
    const { act, done, standing, offers, lines, say } = open();
    const pullRequest = { name: '#4', url: 'https://git.example.com/4' };
    say('test', engine({ command: 'kargo promote', pullRequest }));
    await act('propose:update');
    assert.deepEqual([done, standing()?.kind], [[], 'over']);
    assert.match(standing()?.title ?? '', /^Kargo moves test: nothing is opened beside it\.$/);
    assert.match(
      lines().join(' '),
      /Stage kargo-cart\/test, read in cluster staging\. It takes what comes from Stage dev\./,
    );
    assert.deepEqual(offers().slice(0, 2), ['engineOpen', 'engineCopy']);
    await act('engineOpen');
    await act('engineCopy');
    assert.deepEqual(done, ['https://git.example.com/4', 'copied kargo promote']);
  });

  it('asks twice where nobody can tell whether an engine moves the branch', async () => {
    const { act, done, standing, say } = open();
    const owner = { kind: 'unknown', reason: 'forbidden', said: message('Stages may not be read.') } as const;
    say('test', { owner });
    await act('propose:update');
    assert.deepEqual([standing()?.kind, standing()?.asked, done], ['asks', 'owner', []]);
    assert.match(
      JSON.stringify(standing()?.lines),
      /Whether an engine moves test is not known: Stages may not be read/,
    );
    await act('sure');
    assert.deepEqual(done, ['proposed Promote', 'told']);
  });

  it('says, before anything is pressed, what nobody can tell of who moves the branch, and that nobody was to look', () => {
    const { decider, decision, say } = open();
    const gates = () => (decision()?.sections.find(({ id }) => id === 'gates')?.lines ?? []).map(({ text }) => text);
    assert.match(
      gates().join(' '),
      /Nobody looked whether an engine moves test: the catalog names no cluster for it\./,
    );
    say('test', { owner: { kind: 'unknown', reason: 'forbidden', said: message('Stages may not be read.') } });
    decider.tell();
    assert.match(gates().join(' '), /Whether an engine moves test is not known: Stages may not be read/);
    say('test', { owner: { kind: 'nobody', observed } });
    decider.tell();
    assert.doesNotMatch(gates().join(' '), /engine/);
  });

  it('takes no yes to what the person was not shown', async () => {
    const { decider, done } = open();
    await decider.act({ offer: 'propose:update', shown: 'e'.repeat(40) });
    assert.deepEqual(done, []);
  });

  const taking = aChange({ existing: [ours(7, 'a'.repeat(40))] });
  const since = {
    'one was opened that was not shown': [aChange(), [[9, 'b'.repeat(40)]], /#9 was opened since/],
    'the one that takes it is not open any more': [taking, [], /#7 is not open any more/],
    'the one that takes it holds something else': [taking, [[7, 'b'.repeat(40)]], /#7 holds something else since/],
  } as const;
  for (const [what, [change, now, said]] of Object.entries(since)) {
    it(`is out of date once a colleague came first: ${what}`, async () => {
      const { act, decider, done, standing, lines, propose } = open(change);
      propose(...now);
      await act('propose:update');
      decider.tell();
      assert.equal(standing()?.kind, 'stale');
      assert.match(lines()[0] ?? '', said);
      assert.deepEqual(done, []);
    });
  }

  it('is as it was while nobody knows what is open, and while the one that takes it holds what is shown', () => {
    const { decider, standing, propose } = open(taking);
    decider.tell();
    assert.equal(standing()?.kind, 'open');
    for (const commit of ['a', 'c']) {
      propose([7, commit.repeat(40)]);
      decider.tell();
      assert.equal(standing()?.kind, 'open', commit);
    }
  });

  it('on newer images is out of date likewise, though no plan names its way', async () => {
    const head = { branch: 'update/cart/dev', commit: 'c', tree: 'd' };
    const base = { branch: 'dev', commit: dev.sha };
    const { act, done, lines, say } = open(aChange({ kind: 'update', head, base, plan: undefined }));
    const one = ours(9, 'b'.repeat(40), 'update', 'update/cart/dev');
    say('dev', { proposals: [one], openTowards: [one.pullRequest] });
    await act('propose:update');
    assert.deepEqual([done, lines()], [[], ['Pull request #9 was opened since.']]);
  });

  it('is out of date where the push was refused since a branch moved, whatever the fleet has seen so far', async () => {
    const { act, standing } = open(aChange(), () => Promise.reject(probe.PromotionError.headsMoved(['dev: x'])));
    await act('propose:update');
    assert.equal(standing()?.kind, 'stale');
    assert.match(standing()?.lines[0]?.text ?? '', /Since the preview: dev: x/);
  });

  const grave: Readonly<Record<string, readonly [PreparedChange, CellFacts]>> = {
    'a protected environment': [aChange({ protectedTarget: true }), {}],
    'what a rollback took': [aChange({ items: [{ ...image, reintroduced: true }] }), {}],
    'a gate that has not passed by now': [aChange({ gate: passed }), ran('failure')],
    'a gate of which nothing is known by now': [aChange({ gate: passed }), ran('success', test.sha)],
    'gates of which nothing is known': [
      aChange({ plan: { ...aChange().plan, edge: { from: 'dev', to: 'gone' } } }),
      {},
    ],
  };
  for (const [what, [change, facts]] of Object.entries(grave)) {
    it(`asks twice for ${what}, and leads back`, async () => {
      const { act, done, standing, offers, say } = open(change);
      say('dev', facts);
      await act('sure'); // nobody was asked yet
      await act('propose:update');
      assert.deepEqual([standing()?.kind, offers(), done], ['asks', ['sure', 'back'], []]);
      assert.equal(standing()?.lines.length, 1);
      await act('back');
      assert.equal(standing()?.kind, 'open');
      await act('propose:update');
      await act('sure');
      assert.deepEqual(done, ['proposed Promote', 'told']);
    });
  }

  it('asks again where a reason came since it asked, whether or not the page has been told', async () => {
    const { act, done, standing, lines, say } = open(aChange({ protectedTarget: true }));
    await act('propose:update');
    assert.equal(lines().length, 1);
    say('dev', ran('failure'));
    await act('sure');
    assert.deepEqual([standing()?.kind, lines().length, done], ['asks', 2, []]);
    await act('sure');
    assert.deepEqual(done, ['proposed Promote', 'told']);
  });

  it('asks with the words of what was chosen', async () => {
    const { act, standing } = open(aChange({ protectedTarget: true, existing: [ours(7, 'a'.repeat(40))] }));
    await act('propose:update');
    assert.equal(standing()?.offers[0]?.label, 'Update pull request #7');
  });

  it('that asks, and is out of date meanwhile, opens nothing', async () => {
    const { act, done, standing, move } = open(aChange({ protectedTarget: true }));
    await act('propose:update');
    move('test', aCommit(4));
    await act('sure');
    assert.deepEqual([standing()?.kind, done], ['stale', []]);
  });

  it('that is taken elsewhere is only looked at, and says so', async () => {
    const { act, done, standing, offers } = open(aChange(), undefined, {});
    assert.deepEqual([standing()?.kind, offers()], ['over', ['changes', 'close']]);
    for (const said of ['propose:update', 'sure', 'anew']) await act(said);
    assert.deepEqual(done, []);
  });

  const never = (signal: AbortSignal) =>
    new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))),
    );

  it('that is left says no more and obeys no more; what had begun goes on to its end, and that is told', async () => {
    let end: ((_: Proposed) => void) | undefined;
    let ending: AbortSignal | undefined;
    const { act, decider, told, done, pressed } = open(aChange(), (signal) => {
      ending = signal;
      return new Promise((resolve) => (end = resolve));
    });
    const proposing = act('propose:update');
    assert.equal(decider.isProposing, true);
    decider.leave();
    const before = told.length;
    end?.(proposed);
    await proposing;
    await decider.act(pressed('close'));
    decider.tell();
    assert.deepEqual([ending?.aborted, told.length, done], [false, before, ['proposed Promote', 'told']]);
  });

  it('that is left while it prepares ends that', async () => {
    let ending: AbortSignal | undefined;
    const { act, decider, move, done } = open(aChange(), undefined, {
      again: (signal) => {
        ending = signal;
        return never(signal);
      },
    });
    move('dev', aCommit(3));
    const anew = act('anew');
    decider.leave();
    await anew;
    assert.deepEqual([ending?.aborted, done], [true, []]);
  });

  it('says of one that was stopped or failed what was done, by how far its push came, and has it looked at again', async () => {
    const steps = [undefined, 'pushing', 'pushed'] as const;
    const all = [];
    for (const step of steps) {
      const way: Propose = (signal, reached) => {
        if (step) reached(step);
        return never(signal);
      };
      const { act, lines, done } = open(
        aChange({ existing: [ours(7, 'a'.repeat(40), 'ours', 'promote/theirs')] }),
        way,
      );
      const proposing = act('propose:update');
      await act('stop');
      await proposing;
      all.push([lines().join(' ').slice(0, 50), done.includes('looked at cart')]);
    }
    assert.deepEqual(all, [
      ['Stopped. Nothing was pushed.', false],
      ['Stopped. Whether its branch promote/theirs was pushed is not known.'.slice(0, 50), true],
      ['Stopped. Its branch promote/theirs was pushed; whether a'.slice(0, 50), true],
    ]);
    const { act, lines, ended } = open(aChange(), (_, reached) => {
      reached('pushed');
      return Promise.reject(new Error('not in this test'));
    });
    await act('propose:update');
    assert.match(lines().join(' '), /went wrong\. .* Its branch promote\/dev-to-test\/x was pushed/);
    assert.match(ended[0] ?? '', /^cart 2\.11\.0 to test: .* Its branch/);
  });

  it('says what else became of pull requests on the same way', async () => {
    const { act, standing } = open(aChange(), () =>
      Promise.resolve({ ...proposed, superseded: [5, 6], alsoOpen: [8] }),
    );
    await act('propose:update');
    assert.match(standing()?.title ?? '', /#7 is open\. Closed for it, with a link: #5, #6\. .*#8\./);
  });

  it('is made anew with the head that was chosen, until that is refused; why it failed is said beside what moved', async () => {
    const asked: (string | undefined)[] = [];
    const options = (['commit', 'merge'] as const).map((head) => ({ head, verdict: 'possible', why: [] }));
    const change = aChange({ heads: { head: 'commit', options } });
    let refused = false;
    const { act, move, lines, standing } = open(change, undefined, {
      mayChooseHead: true,
      again: (_, head) => {
        asked.push(head);
        return refused ? Promise.reject(probe.PromotionError.headRefused(message('Not so.'))) : Promise.resolve(change);
      },
    });
    await act('head:merge');
    move('dev', aCommit(3));
    refused = true;
    await act('anew');
    await act('anew');
    assert.deepEqual(asked, ['merge', 'merge', undefined]);
    assert.deepEqual([standing()?.kind, lines()[0]], ['stale', 'Not so.']);
  });

  it('does not say that nothing was pushed where that is not known: it only says that it is out of date', async () => {
    const { act, standing, move } = open(aChange(), (_, reached) => {
      reached('pushed');
      return Promise.reject(probe.PromotionError.overtaken('promote/x'));
    });
    await act('propose:update');
    move('dev', aCommit(3));
    await act('propose:update');
    assert.equal(standing()?.kind, 'stale');
    assert.doesNotMatch(JSON.stringify(standing()), /Nothing was pushed/);
  });

  it('says why it failed, and can be taken again; what the page never had does nothing', async () => {
    const { act, standing, done, offers } = open(aChange(), () =>
      Promise.reject(probe.PromotionError.branchTouched('promote/x')),
    );
    await act('propose:update');
    assert.equal(standing()?.kind, 'failed');
    assert.match(standing()?.lines[0]?.text ?? '', /Somebody added commits to promote\/x/);
    assert.ok(offers().includes('propose:update'));
    for (const said of ['propose:supersede', 'head:source', 'sure', 'openPullRequest', 'quit']) await act(said);
    assert.deepEqual(done, ['proposed Promote', 'told that it failed']);
    await act('close');
    assert.equal(done.at(-1), 'closed');
  });
});
