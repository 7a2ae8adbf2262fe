import assert from 'node:assert/strict';
import type { Proposed } from '../../../../src/core/change/proposals/proposeCandidate';
import { silentLog } from '../../../../src/core/support/log';
import { focusAfter } from '../../../../src/decision/page/focusAfter';
import type { ToPage } from '../../../../src/decision/protocol/decision';
import type { PanelSources } from '../../../../src/ui/decision/panel';
import type * as Probe from '../../../bench/probes/decision';
import { loadWithStub } from '../../../bench/probes/withStub';
import { aChange, aFleet, proposed } from './builders';

describe('the pages on which changes are decided', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/decision.ts')));
  beforeEach(() => {
    probe.said.length = 0;
    probe.does.command = () => undefined;
  });

  const settled = () => new Promise(setImmediate);
  const made = (title = 'Promote') => ({ change: aChange({ title }), again: () => Promise.resolve(aChange()) });

  /** A page on a promotion, and what is seen of it; its proposal ends when `end` is called. */
  function shown() {
    const tabs = new probe.StubTabs();
    const { store } = aFleet();
    const pushes: { signal: AbortSignal; end: (proposed: Proposed) => void; fail: (error: Error) => void }[] = [];
    const looked = { times: 0 };
    const sources = {
      ...{ extension: {}, rendered: {}, log: silentLog, signal: new AbortController().signal },
      clock: { now: () => (looked.times += 1) },
      fleet: {
        get snapshot() {
          return store.snapshot;
        },
        onDidChange: store.onDidChange,
        refresh: () => Promise.resolve(),
        propose: (_change: unknown, _way: unknown, signal: AbortSignal) =>
          new Promise<Proposed>((end, fail) => pushes.push({ signal, end, fail })),
      },
    } as unknown as PanelSources;
    const decisions = new probe.Decisions(sources);
    decisions.show(made());
    const [tab] = tabs.open();
    assert.ok(tab);
    tab.say({ kind: 'ready' });
    const told = () => tab.told.at(-1) as ToPage;
    const press = (offer: string) =>
      tab.say({ kind: 'act', offer, shown: told().decision.shown, asked: told().standing.asked });
    return { tabs, tab, store, decisions, pushes, looked, told, press };
  }

  it('show what is being proposed until it has ended, whatever is asked for meanwhile', async () => {
    const { tabs, decisions, pushes, told, press } = shown();
    press('propose:update');
    decisions.show(made('Another'));
    const [push, ...more] = pushes;
    assert.deepEqual([push?.signal.aborted, more, told().standing.kind, tabs.open().length], [false, [], 'busy', 1]);
    push?.end(proposed);
    await settled();
    assert.deepEqual([told().standing.kind, probe.said], ['done', []]);
    decisions.show(made('Another'));
    assert.equal(told().standing.kind, 'open');
    decisions.dispose();
  });

  it('take no press for a change that was shown before, though it is of the same commit', async () => {
    const { decisions, pushes, told, tab } = shown();
    const { shown: before } = told().decision;
    decisions.show(made('Another'));
    tab.say({ kind: 'act', offer: 'propose:update', shown: before });
    await settled();
    assert.deepEqual(pushes, []);
    decisions.dispose();
  });

  it('that are closed leave a push to its end, and tell how it ended', async () => {
    for (const ends of ['well', 'badly'] as const) {
      const { tab, pushes, press } = shown();
      press('propose:update');
      tab.dispose();
      const [push] = pushes;
      assert.equal(push?.signal.aborted, false);
      if (ends === 'well') push.end(proposed);
      else push.fail(new Error('not in this test'));
      await settled();
      assert.match(probe.said.at(-1) ?? '', ends === 'well' ? /#7 is open/ : /^cart 2\.11\.0 to test: .* went wrong/);
    }
    assert.equal(probe.said.length, 2);
  });

  it('say it where a view of the editor cannot be shown', async () => {
    const { decisions, press } = shown();
    probe.does.command = () => {
      throw new Error('not in this test');
    };
    press('changes');
    await settled();
    assert.match(probe.said[0] ?? '', /went wrong/);
    decisions.dispose();
  });

  it('are judged again as their own service changes, and not with every other', () => {
    const { decisions, store, looked } = shown();
    const before = looked.times;
    store.updateCell('cart/dev', {});
    store.flush();
    assert.ok(looked.times > before);
    const after = looked.times;
    store.updateCell('web/dev', {});
    store.flush();
    assert.equal(looked.times, after);
    decisions.dispose();
  });
});

describe('the focus of a decision', () => {
  it('goes to a button only for who comes back from the question, and to the question anew as it asks for more', () => {
    const kinds = ['open', 'busy', 'failed', 'stale', 'done', 'over'] as const;
    for (const kind of kinds) {
      assert.notEqual(focusAfter({ kind }, { kind: 'open' }), 'first', kind);
      assert.equal(focusAfter({ kind }, { kind }), undefined);
    }
    assert.equal(focusAfter({ kind: 'asks', asked: 'protected' }, { kind: 'open' }), 'first');
    assert.equal(focusAfter({ kind: 'asks', asked: 'protected' }, { kind: 'asks', asked: 'protected, gates' }), 'said');
  });
});
