import assert from 'node:assert/strict';
import type { FromPage, Outcome } from '../../../src/board/protocol/messages';
import { usualView } from '../../../src/board/protocol/view';
import type { PageWords } from '../../../src/board/protocol/words';
import { keptOf, readKept } from '../../../src/board/page/kept';
import { Store } from '../../../src/board/page/store';

const edge = 'cart/dev>test';
const prepared: Outcome = { kind: 'prepared', edge, commit: 'c', title: '', brings: [], more: 0, way: '', notes: [] };

describe('what the page of the board knows', () => {
  const board = { columns: [], rows: [], problems: [] };
  const begin = { kind: 'board', board, view: usualView, words: {} as PageWords, staleAfterMs: 1 } as const;

  /** A page, and what the next one finds that takes its place. */
  function aPage(before?: unknown) {
    const said: FromPage[] = [];
    const memory: { kept?: unknown } = {};
    const store = new Store(
      (message) => said.push(message),
      () => undefined,
      readKept(before),
      (kept) => (memory.kept = structuredClone(keptOf(kept))),
    );
    store.hear(begin);
    return { store, said, memory };
  }

  it('is found again by the page that takes its place: the review with its ticks, and what was looked at', () => {
    const first = aPage();
    first.store.choose([edge, 'web/dev>test'], true);
    first.store.look({ kind: 'cell', id: 'cart/dev' });
    first.store.set({ screen: 'promote', active: { key: 'row:cart', column: 2 } });
    const { store, said } = aPage(first.memory.kept);
    store.hear({ kind: 'outcomes', outcomes: [prepared], isWhole: true, isBusy: false });
    const { screen, active, chosen, outcomes, lookedAt } = store.state ?? {};
    assert.deepEqual([screen, active, lookedAt?.id], ['promote', { key: 'row:cart', column: 2 }, 'cart/dev']);
    assert.deepEqual([...(chosen ?? [])], [edge, 'web/dev>test']);
    assert.deepEqual(outcomes?.get(edge), prepared);
    assert.deepEqual(said, [{ kind: 'look', at: { kind: 'cell', id: 'cart/dev' } }]);
  });

  it('begins afresh where another version kept something else', () => {
    for (const kept of [
      undefined,
      'x',
      { screen: 1, active: {}, lookedAt: { kind: 'file', id: 1 }, chosen: [1, edge] },
    ]) {
      const { screen, active, lookedAt } = aPage(kept).store.state ?? {};
      assert.deepEqual([screen, active, lookedAt], ['board', undefined, undefined]);
    }
  });

  it('takes in what has changed of some, and forgets what is not told of the whole', () => {
    const { store } = aPage();
    const opening: Outcome = { kind: 'opening', edge };
    store.hear({
      kind: 'outcomes',
      outcomes: [prepared, { ...prepared, edge: 'web/dev>test' }],
      isWhole: true,
      isBusy: true,
    });
    store.hear({ kind: 'outcomes', outcomes: [opening], isWhole: false, isBusy: true });
    assert.deepEqual([store.state?.outcomes.size, store.state?.outcomes.get(edge)?.kind], [2, 'opening']);
    store.hear({ kind: 'outcomes', outcomes: [opening], isWhole: true, isBusy: false });
    assert.equal(store.state?.outcomes.size, 1);
  });

  it('keeps what is under way in view when others are to be chosen', () => {
    const { store } = aPage();
    store.hear({ kind: 'outcomes', outcomes: [prepared], isWhole: true, isBusy: true });
    store.hear({ kind: 'choose', edges: [] });
    assert.deepEqual([store.state?.screen, store.state?.outcomes.size], ['promote', 1]);
  });

  it('knows what is not there any more from what was not told yet', () => {
    const { store } = aPage();
    store.look({ kind: 'cell', id: 'cart/dev' });
    assert.equal(store.state?.details, undefined);
    store.hear({ kind: 'details', details: null });
    assert.equal(store.state?.details, null);
  });
});
