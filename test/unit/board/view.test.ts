import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BoardRow, RowState } from '../../../src/board/protocol/board';
import { rowStates } from '../../../src/board/protocol/board';
import {
  arranged,
  labelKeys,
  countStates,
  groupings,
  sortings,
  statesOf,
  usualView,
} from '../../../src/board/protocol/view';

const look = { icon: 'pass', tone: 'fine', label: '' } as const;

function aRow(service: string, states: readonly RowState[] = [], rank = 0, owner = 'shop'): BoardRow {
  const head = { service, owner, look, words: '', rank };
  const cell = {
    kind: 'environment',
    id: `${service}/dev`,
    look,
    version: '1.2.3',
    basis: 'runs',
    subject: 'Fix the total',
    facts: [],
    words: '',
    states,
  } as const;
  return { head, cells: [cell, null] };
}

const rows = [
  aRow('web', ['waiting'], 3),
  aRow('cart', ['failing', 'attention'], 5),
  aRow('orders', [], 0, 'back'),
  aRow('checkout', ['stuck', 'open'], 3),
];
const names = (view: Partial<typeof usualView>) =>
  arranged(rows, { ...usualView, ...view }).map((line) =>
    line.kind === 'row' ? line.row.head.service : `[${line.name.kind === 'state' ? line.name.state : line.name.name}]`,
  );

describe('how the board is arranged', () => {
  it('has what asks most first, or all by name', () => {
    assert.deepEqual(names({}), ['cart', 'checkout', 'web', 'orders']);
    assert.deepEqual(names({ sort: 'name' }), ['cart', 'checkout', 'orders', 'web']);
  });

  it('shows rows in one of the states, and rows that say every word', () => {
    assert.deepEqual(names({ states: ['waiting', 'open'] }), ['checkout', 'web']);
    assert.deepEqual(names({ text: ' 1.2.3  ORDERS ' }), ['orders']);
    assert.deepEqual(names({ text: 'total cart' }), ['cart']);
    assert.deepEqual(names({ text: 'nobody' }), []);
  });

  it('groups by what is gravest, or by whose repository it is', () => {
    assert.deepEqual(names({ group: 'state' }), [
      ...['[failing]', 'cart', '[stuck]', 'checkout', '[waiting]', 'web', '[calm]', 'orders'],
    ]);
    assert.deepEqual(names({ group: 'owner' }), ['[back]', 'orders', '[shop]', 'cart', 'checkout', 'web']);
  });

  it('groups and finds by the labels of the catalog; what has none stands last', () => {
    const labelled = rows.map((row, at) =>
      at % 2 === 0 ? { ...row, head: { ...row.head, labels: { team: at === 0 ? 'pay' : 'Core' } } } : row,
    );
    const shown = (view: Partial<typeof usualView>) =>
      arranged(labelled, { ...usualView, sort: 'name', ...view }).map((line) =>
        line.kind === 'row' ? line.row.head.service : `[${line.name.kind === 'label' ? line.name.name : '?'}]`,
      );
    assert.deepEqual(labelKeys(labelled), ['team']);
    assert.deepEqual(shown({ group: 'label:team' }), ['[Core]', 'orders', '[pay]', 'web', '[]', 'cart', 'checkout']);
    assert.deepEqual(shown({ text: 'team:core' }), ['orders']);
    for (const key of ['label:__proto__', 'label:constructor', 'label:tier'] as const)
      assert.equal(shown({ group: key })[0], '[]', key);
  });

  it('shows every row that fits once, in whatever order and groups', () => {
    const state = fc.constantFrom(...rowStates);
    const row = fc
      .tuple(fc.nat({ max: 9 }), fc.array(state, { maxLength: 3 }), fc.nat({ max: 5 }), fc.constantFrom('a', 'b'))
      .map(([name, own, rank, owner]) => aRow(`s${name}`, own, rank, owner));
    const all = fc.uniqueArray(row, { selector: ({ head }) => head.service });
    const view = fc.record({
      group: fc.constantFrom(...groupings),
      sort: fc.constantFrom(...sortings),
      states: fc.uniqueArray(state, { maxLength: 2 }),
    });
    fc.assert(
      fc.property(all, view, (some, wanted) => {
        const lines = arranged(some, { ...usualView, ...wanted });
        const shown = lines.flatMap((line) => (line.kind === 'row' ? [line.row] : []));
        const fitting = some.filter(
          (one) => wanted.states.length === 0 || wanted.states.some((s) => statesOf(one).has(s)),
        );
        assert.deepEqual(new Set(shown), new Set(fitting));
        assert.equal(shown.length, fitting.length);
        const counted = lines.reduce((sum, line) => sum + (line.kind === 'group' ? line.count : 0), 0);
        assert.equal(counted, wanted.group === 'none' ? 0 : shown.length);
        assert.equal(new Set(lines.map(({ key }) => key)).size, lines.length);
      }),
    );
  });

  it('counts the rows of each state once', () => {
    assert.deepEqual(countStates(rows), {
      attention: 1,
      failing: 1,
      drifted: 0,
      waiting: 1,
      stuck: 1,
      open: 1,
      unknown: 0,
    });
  });
});
