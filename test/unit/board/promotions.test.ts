import assert from 'node:assert/strict';
import type { PreparedChange } from '../../../src/core/change/preparedChange';
import type { Fleet } from '../../../src/core/fleet/fleet';
import { silentLog } from '../../../src/core/support/log';
import type * as Probe from '../../bench/probes/board';
import { loadWithStub } from '../../bench/probes/withStub';

const edge = 'cart/dev>test';
const commit = 'a'.repeat(40);
const change = {
  ...{ service: 'cart', repository: 'cart', title: 'Promote cart', items: [], notes: [], existing: [] },
  ...{
    protectedTarget: true,
    base: { branch: 'test', commit },
    head: { branch: 'promote/dev/test', commit, tree: commit },
  },
} as unknown as PreparedChange;

describe('promoting many', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/board.ts')));

  it('asks once at a time; while it asks nothing else begins, and what ends meanwhile opens nothing', async () => {
    const proposed: string[] = [];
    const fleet: Pick<Fleet, 'previewPromotion' | 'propose'> = {
      previewPromotion: () => Promise.resolve(change),
      propose: () => {
        proposed.push(edge);
        return Promise.reject(new Error('not in this test'));
      },
    };
    const answers: ((yes: boolean) => void)[] = [];
    const ended = new AbortController();
    const isSure = () => new Promise<boolean>((resolve) => answers.push(resolve));
    const told: boolean[] = [];
    const promotions = new probe.Promotions(fleet, silentLog, ended.signal, (_, isBusy) => told.push(isBusy), isSure);
    await promotions.prepare([edge]);
    const first = promotions.propose([{ edge, commit }]);
    await promotions.propose([{ edge, commit }]);
    await promotions.prepare([]);
    assert.deepEqual([answers.length, told.at(-1)], [1, true]);
    promotions.stop();
    answers[0]?.(true);
    await first;
    assert.deepEqual([proposed, told.at(-1)], [[], false]);
  });
});
