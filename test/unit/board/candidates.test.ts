import assert from 'node:assert/strict';
import { candidatesOf, chosenOf, reviewedOf } from '../../../src/board/page/candidates';
import type { Board, EdgeCell } from '../../../src/board/protocol/board';

const look = { icon: 'pass', tone: 'fine', label: '' } as const;

function edge(service: string, choice: EdgeCell['choice'], states: EdgeCell['states']): EdgeCell {
  return { kind: 'edge', id: `${service}/dev>test`, look, open: '', choice, states };
}

function boardOf(...cells: readonly EdgeCell[]): Board {
  const rows = cells.map((cell) => ({
    head: { service: cell.id.split('/')[0] ?? '', owner: '', look, words: '', rank: 0 },
    cells: [cell],
  }));
  return { columns: [{ kind: 'edge', from: 'dev', to: 'test' }], rows, problems: [] };
}

describe('what may be promoted with others', () => {
  const board = boardOf(
    edge('cart', 'free', ['waiting']),
    edge('web', 'none', ['waiting', 'stuck']),
    edge('pay', 'none', []),
  );
  const all = candidatesOf(board);

  it('is counted where it waits still and may be chosen, however it was ticked before', () => {
    assert.deepEqual(chosenOf(all, new Set(['cart/dev>test', 'web/dev>test', 'pay/dev>test', 'gone/dev>test'])), [
      'cart/dev>test',
    ]);
    assert.equal(candidatesOf(board), all, 'found once for the same rows');
  });

  it('keeps its row in the review when it does not wait any more', () => {
    const outcomes = new Map([['pay/dev>test', {}]]);
    const names = (...args: Parameters<typeof reviewedOf>) => reviewedOf(...args).map(({ service }) => service);
    assert.deepEqual(names(board, outcomes, []), ['pay']);
    const without = { ...board, rows: board.rows.filter(({ head }) => head.service !== 'pay') };
    assert.deepEqual(names(without, outcomes, reviewedOf(board, outcomes, [])), ['pay'], 'as it was seen last');
    assert.deepEqual(names(without, new Map(), reviewedOf(board, outcomes, [])), [], 'the table was left');
  });
});
