import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import signs from '@vscode/codicons/src/template/mapping.json';
import fc from 'fast-check';
import { moved } from '../../../src/board/protocol/keys';
import type * as Probe from '../../bench/probes/board';
import { loadWithStub } from '../../bench/probes/withStub';

describe('the page of the board', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/board.ts')));

  it('has a picture for whatever words of the editor name one', () => {
    const has = new Set(Object.values(signs).flat());
    const folders = ['src/ui/words', 'src/ui/tree', 'src/ui/board', 'src/board/page'];
    const wanted = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.tsx?$/.test(name))
        .flatMap((name) => named(join(folder, name), /(?:\bicon: |<Icon name=)["']([a-z-]+)(?:~spin)?["']/g)),
    );
    assert.ok(wanted.length > 40, 'the pattern finds what it looks for');
    assert.deepEqual(
      [...new Set(wanted)].filter((name) => !has.has(name)),
      [],
    );
  });

  it('moves by keys within the grid, and by no other key', () => {
    const key = fc.constantFrom('ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End');
    fc.assert(
      fc.property(key, fc.boolean(), fc.nat({ max: 8 }), fc.nat({ max: 4 }), (pressed, ctrlKey, line, column) => {
        const to = moved({ line, column }, { key: pressed, ctrlKey }, { lines: 9, columns: 5 }, 3);
        assert.ok(to && to.line >= 0 && to.line < 9 && to.column >= 0 && to.column < 5);
      }),
    );
    const size = { lines: 9, columns: 5 };
    const from = { line: 4, column: 2 };
    const press = (pressed: string, ctrlKey = false) => moved(from, { key: pressed, ctrlKey }, size, 3);
    assert.deepEqual(press('ArrowDown'), { line: 5, column: 2 });
    assert.deepEqual(press('PageUp'), { line: 1, column: 2 });
    assert.deepEqual(press('End'), { line: 4, column: 4 });
    assert.deepEqual(press('Home', true), { line: 0, column: 0 });
    assert.equal(press('a'), undefined);
  });

  it('is not believed: what it never says is nothing, and a view of another version is the usual one', () => {
    const place = { kind: 'cell', id: 'cart/dev' };
    assert.deepEqual(probe.readFromPage({ kind: 'look', at: place }), { kind: 'look', at: place });
    for (const said of [undefined, 'ready', { kind: 'run' }, { kind: 'look', at: { kind: 'file', id: '' } }]) {
      assert.equal(probe.readFromPage(said), undefined);
    }
    assert.equal(probe.readView({ group: 'team' }).group, 'none');
    assert.equal(probe.readView({ ...probe.readView(undefined), group: 'owner' }).group, 'owner');
  });

  it('gets only what is offered at a place done there', () => {
    const fleet = new probe.MadeFleet(['cart'], () => 1);
    const details = probe.detailsOf({ kind: 'edge', id: 'cart/dev>test' }, fleet.snapshot, 0);
    assert.equal(probe.offered(details, 'branchline.promote', undefined)?.id, 'branchline.promote');
    assert.equal(probe.offered(details, 'branchline.openPullRequest', 7), undefined);
    assert.equal(probe.offered(details, 'workbench.action.quit', undefined), undefined);
    assert.equal(probe.detailsOf({ kind: 'cell', id: 'cart/nowhere' }, fleet.snapshot, 0), undefined);
    fleet.dispose();
  });
});

function named(file: string, pattern: RegExp): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(pattern)].flatMap(([, name]) => name ?? []);
}
