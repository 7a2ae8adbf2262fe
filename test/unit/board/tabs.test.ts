import assert from 'node:assert/strict';
import type * as Probe from '../../bench/probes/board';
import { loadWithStub } from '../../bench/probes/withStub';

describe('the tab of the board', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/board.ts')));

  it('is one, whether it was opened before or after the one of the last session is shown', () => {
    for (const first of ['opened', 'revived'] as const) {
      const tabs = new probe.StubTabs();
      const fleet = new probe.MadeFleet(['cart'], () => 1);
      const board = new probe.FleetBoard(tabs.sources(fleet));
      if (first === 'revived') tabs.revive();
      board.open();
      if (first === 'opened') tabs.revive();
      assert.equal(tabs.open().length, 1, first);
      board.open();
      assert.equal(tabs.open().length, 1, first);
      board.dispose();
      assert.equal(tabs.open().length, 0, first);
      fleet.dispose();
    }
  });

  it('takes the place of one that was not shown since the window was loaded anew', () => {
    const tabs = new probe.StubTabs();
    const closed: unknown[] = [];
    tabs.leftOver = [{ input: new probe.TabInputWebview('mainThreadWebview-branchline.board') }, { input: {} }];
    tabs.close = (tab) => closed.push(tab);
    const fleet = new probe.MadeFleet(['cart'], () => 1);
    const board = new probe.FleetBoard(tabs.sources(fleet));
    board.open();
    assert.deepEqual(closed, [[tabs.leftOver[0]]]);
    board.dispose();
    fleet.dispose();
  });
});
