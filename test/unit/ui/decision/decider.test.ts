import assert from 'node:assert/strict';
import type { PreparedChange } from '../../../../src/core/change/preparedChange';
import type { Proposed } from '../../../../src/core/change/proposals/proposeCandidate';
import { cellId, edgeId } from '../../../../src/core/fleet/state/snapshot';
import { FleetStore } from '../../../../src/core/fleet/state/store';
import { silentLog } from '../../../../src/core/support/log';
import type { ToPage } from '../../../../src/decision/protocol/decision';
import type { DecisionSource } from '../../../../src/ui/decision/decider';
import { aCommit, factsOfCell, factsOfEdge } from '../../../bench/probes/boardFleet';
import type * as Probe from '../../../bench/probes/decision';
import { loadWithStub } from '../../../bench/probes/withStub';
import { aCatalog, aService } from '../../fleet/builders';

const observed = { at: 0, source: 'git.example.com' };
const [dev, test] = [aCommit(1), aCommit(2)];
const image = { path: 'app.yaml', key: ['image'], change: 'changed', before: 'cart:2.10.0', after: 'cart:2.11.0' };

/** A promotion of cart, as it is prepared on the heads of `aFleet`. */
const aChange = (more: object = {}) =>
  ({
    ...{ kind: 'promotion', service: 'cart', repository: 'shop/cart', title: 'Promote', body: 'Text', notes: [] },
    ...{ version: { before: '2.10.0', now: '2.11.0' }, items: [{ ...image, reintroduced: false }], left: [] },
    ...{ collateral: [], owned: [], existing: [], protectedTarget: false, files: [], unreadable: [] },
    ...{ base: { branch: 'test', commit: test.sha }, rendered: { kind: 'plain' } },
    head: { branch: 'promote/dev-to-test/x', commit: 'c'.repeat(40), tree: 'd'.repeat(40) },
    plan: {
      ...{ edge: { from: 'dev', to: 'test' }, source: { branch: 'dev', commit: dev.sha } },
      ...{ baseline: { commit: null, rung: 'none' }, conflicts: [], hotfixes: [], commits: [], notes: [] },
    },
    candidate: {
      heads: new Map([
        ['dev', dev.sha],
        ['test', test.sha],
      ]),
    },
    ...more,
  }) as unknown as PreparedChange;

function aFleet() {
  const store = new FleetStore();
  store.setCatalog(aCatalog(aService('cart')));
  const move = (branch: string, commit: typeof dev) => {
    store.updateCell(cellId('cart', branch), { ...factsOfCell(0), head: { kind: 'known', commit, observed } });
    store.flush();
  };
  move('dev', dev);
  move('test', test);
  return { store, move };
}

describe('a decision', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/decision.ts')));

  const again = () => Promise.resolve(aChange({ title: 'anew', candidate: { heads: new Map() } }));
  const open = (
    change = aChange(),
    propose: () => Promise<Proposed> = () => Promise.resolve(proposed),
    more: Partial<DecisionSource> = { again },
  ) => {
    const fleet = aFleet();
    const told: ToPage[] = [];
    const done: string[] = [];
    const decider = new probe.Decider(
      { change, ...more },
      {
        get snapshot() {
          return fleet.store.snapshot;
        },
        propose: (given) => {
          done.push(`proposed ${given.title}`);
          return propose();
        },
      },
      {
        tell: (said) => told.push(said),
        showChanges: () => Promise.resolve(),
        openLink: (url) => done.push(url),
        run: ({ command }) => done.push(command),
        close: () => done.push('closed'),
        proposed: () => done.push('told'),
      },
      silentLog,
      new AbortController().signal,
    );
    decider.tell();
    const standing = () => told.at(-1)?.standing;
    const offers = () => standing()?.offers.map(({ id }) => id) ?? [];
    const act = (offer: string) => decider.act(offer, told.at(-1)?.decision.shown ?? '');
    return { ...fleet, act, decider, done, standing, offers, decision: () => told.at(-1)?.decision };
  };

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

  it('takes no yes to what the person was not shown', async () => {
    const { decider, done } = open();
    await decider.act('propose:update', 'e'.repeat(40));
    assert.deepEqual(done, []);
  });

  it('is out of date once a colleague has opened the same, which was not shown', () => {
    const { decider, standing, store } = open();
    const edge = store.snapshot.edges.get(edgeId('cart', 'dev', 'test'));
    assert.ok(edge);
    const pullRequest = { number: 9, state: 'open' };
    const proposals = [{ kind: 'ours', pullRequest, stale: [] }] as unknown as (typeof edge)['proposals'];
    store.updateEdge(edge.id, { ...factsOfEdge(edge, 0), proposals });
    store.flush();
    decider.tell();
    assert.equal(standing()?.kind, 'stale');
    assert.match(standing()?.lines[0]?.text ?? '', /#9 was opened since/);
  });

  it('is out of date where the push was refused since a branch moved, whatever the fleet has seen so far', async () => {
    const { act, standing } = open(aChange(), () => Promise.reject(probe.PromotionError.headsMoved(['dev: x'])));
    await act('propose:update');
    assert.equal(standing()?.kind, 'stale');
    assert.match(standing()?.lines[0]?.text ?? '', /Since the preview: dev: x/);
  });

  const grave = {
    'a protected environment': aChange({ protectedTarget: true }),
    'what a rollback took': aChange({ items: [{ ...image, reintroduced: true }] }),
    'a gate that has not passed': aChange({
      gate: {
        ...{ commit: dev.sha, kind: 'notPassed', checks: [] },
        gates: [{ name: 'pipeline', kind: 'notPassed', required: true, said: 'It failed.' }],
      },
    }),
    'a gate of which nothing is known': aChange({
      gate: {
        ...{ commit: dev.sha, kind: 'unknown', checks: [] },
        gates: [{ name: 'soak', kind: 'unknown', required: true, said: 'Nobody knows.' }],
      },
    }),
  };
  for (const [what, change] of Object.entries(grave)) {
    it(`asks twice for ${what}, and leads back`, async () => {
      const { act, done, standing, offers } = open(change);
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

  it('says why it failed, and can be taken again; what the page never had does nothing', async () => {
    const { act, standing, done, offers } = open(aChange(), () =>
      Promise.reject(probe.PromotionError.branchTouched('promote/x')),
    );
    await act('propose:update');
    assert.equal(standing()?.kind, 'failed');
    assert.match(standing()?.lines[0]?.text ?? '', /Somebody added commits to promote\/x/);
    assert.ok(offers().includes('propose:update'));
    for (const said of ['propose:supersede', 'head:source', 'sure', 'openPullRequest', 'quit']) await act(said);
    assert.deepEqual(done, ['proposed Promote']);
    await act('close');
    assert.equal(done.at(-1), 'closed');
  });
});

describe('a change on the page', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/decision.ts')));

  it('marks of two values the words that differ', () => {
    const parts = (one: string, other: string) =>
      probe.differing(one, other).map(({ same, differs, rest }) => [same, differs, rest]);
    assert.deepEqual(parts('r.example/cart:2.10.0', 'r.example/cart:2.11.0'), [
      ['r.example/cart:', '2.10.0', ''],
      ['r.example/cart:', '2.11.0', ''],
    ]);
    assert.deepEqual(parts('a/1/z', 'a/2/z'), [
      ['a/', '1', '/z'],
      ['a/', '2', '/z'],
    ]);
    assert.deepEqual(parts('x', 'x y'), [
      ['', 'x', ''],
      ['', 'x y', ''],
    ]);
  });

  it('shows remote text as text of one line, and the text of the pull request with its lines', () => {
    const change = aChange({ notes: ['one\u202etwo\nthree'], body: '# Title\n\n  - a\u202eb\n' });
    const { sections } = probe.decisionOf(change, { mayChooseHead: false });
    const of = (id: string) => sections.find((section) => section.id === id);
    assert.equal(of('notes')?.lines?.[0]?.text, 'one two three');
    assert.equal(of('body')?.text, '# Title\n\n  - a b\n');
    assert.equal(of('body')?.isOpen, false);
  });
});

const proposed = {
  ...{ action: 'created', branch: 'promote/x', superseded: [], alsoOpen: [] },
  pullRequest: { number: 7, webUrl: 'https://git.example.com/7' },
} as unknown as Proposed;
