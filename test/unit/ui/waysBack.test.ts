import assert from 'node:assert/strict';
import type { RollbackChoice } from '../../../src/core/fleet/fleet';
import { message } from '../../../src/core/support/message';
import { toAsk, waysBack, type WayBack } from '../../../src/ui/history/waysBack';

describe('the ways back that the history offers', () => {
  const all = ['restore', 'restoreBefore', 'undo'] as const;
  const cases: readonly {
    readonly what: string;
    readonly of: Parameters<typeof waysBack>[0];
    readonly offers: readonly WayBack[];
  }[] = [
    {
      what: 'an earlier deployment: its state, that before it, its undoing',
      of: { commit: 'b', before: 'a' },
      offers: all,
    },
    { what: 'the head: its state is there', of: { commit: 'c', before: 'b' }, offers: ['restoreBefore', 'undo'] },
    { what: 'the first commit: before it there is none', of: { commit: 'a', before: undefined }, offers: ['restore'] },
  ];
  for (const { what, of, offers } of cases) {
    it(what, () => assert.deepEqual(waysBack(of, 'c'), offers));
  }

  it('a branch of one commit: none', () => assert.deepEqual(waysBack({ commit: 'a', before: undefined }, 'a'), []));
});

describe('a way back that was chosen in the history', () => {
  const mode = { kind: 'restore' as const, to: 'a' };
  const possible = { kind: 'possible' as const, items: [], collateral: [], automation: [] };
  const refused = { kind: 'refused' as const, said: message('Later changes build on it.') };
  const choice = (way: RollbackChoice['way'], outcome: RollbackChoice['outcome']) => ({ way, request: mode, outcome });
  const [restore, before, undo] = [
    choice('restore', possible),
    choice('restoreBefore', possible),
    choice('undo', possible),
  ];

  it('is gone without another question where it can be', () =>
    assert.deepEqual(toAsk([restore, before, undo], 'undo'), { kind: 'nothing', choice: undo }));

  it('stands first, with the reason, above what else could be done, where it cannot', () => {
    const not = choice('undo', refused);
    assert.deepEqual(toAsk([restore, before, not], 'undo'), { kind: 'way', choices: [not, restore, before] });
  });

  it('that is none any more, since its deployment became the head, is asked for anew', () =>
    assert.deepEqual(toAsk([before, undo], 'restore'), { kind: 'way', choices: [before, undo] }));

  it('and where none was, each is offered as it was simulated', () =>
    assert.deepEqual(toAsk([restore, before, undo], undefined), { kind: 'way', choices: [restore, before, undo] }));
});
