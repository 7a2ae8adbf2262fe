import assert from 'node:assert/strict';
import type { RollbackChoice } from '../../../src/core/fleet/fleet';
import type { Commit } from '../../../src/core/git/objects';
import { message } from '../../../src/core/support/message';
import { rowActions, toAsk, waysBack, type WayBack } from '../../../src/ui/history/waysBack';

const commit = (sha: string, ...parents: readonly string[]): Commit => {
  const signature = { name: 'Ada', email: 'ada@example.com', time: '2026-03-01T10:00:00Z' };
  return { sha, tree: 'tree', parents, author: signature, committer: signature, message: sha };
};

describe('the ways back that the history offers', () => {
  const head = commit('c', 'b');
  const cases: readonly { readonly what: string; readonly of: Commit; readonly offers: readonly WayBack[] }[] = [
    { what: 'an earlier deployment: its state, and its undoing', of: commit('b', 'a'), offers: ['restore', 'undo'] },
    { what: 'a landing by merge: the same', of: commit('m', 'b', 'x'), offers: ['restore', 'undo'] },
    { what: 'the head: its undoing alone, its state is there', of: head, offers: ['undo'] },
    { what: 'the first commit: its state alone, before it there is none', of: commit('a'), offers: ['restore'] },
  ];
  for (const { what, of, offers } of cases) {
    it(what, () => assert.deepEqual(waysBack({ commit: of }, head), offers));
  }

  it('beside them, the code that came with it; of the first commit nobody can say that', () => {
    assert.deepEqual(rowActions({ commit: head }, head), ['undo', 'code']);
    assert.deepEqual(rowActions({ commit: commit('a') }, head), ['restore']);
  });

  it('a branch of one commit: none', () => {
    const only = commit('a');
    assert.deepEqual(waysBack({ commit: only }, only), []);
  });
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
