import { Impossible, say } from '../../scripts/bootstrap/output.mjs';
import { ensureChromium } from '../../scripts/browser/chromium';
import { applied } from '../../src/board/protocol/differences';
import { arranged, usualView } from '../../src/board/protocol/view';
import type * as Probe from './probes/board';
import { now } from './probes/boardFleet';
import { BoardInBrowser } from './probes/boardInBrowser';
import { loadWithStub } from './probes/withStub';
import { sample, time } from './harness';

/** The board of 1,000 services × 4 environments: its rows, its differences, and what the page makes of them. */
const probe = await loadWithStub<typeof Probe>('test/bench/probes/board.ts');
const fleet = new probe.MadeFleet(Array.from({ length: 1_000 }, (_, at) => `service-${at}`));
const board = probe.boardOf(fleet.snapshot, now);

const clocked = new probe.BoardSender();
clocked.whole(fleet.snapshot, now);
await time('rows of 1,000 services × 4 environments from the snapshot', () => probe.boardOf(fleet.snapshot, now), {
  target: 150,
});
await time('what by time alone is other: nothing here', () => clocked.elapsed(fleet.snapshot, now + 60_000));
await sample('the same as a message', 'KiB', () => JSON.stringify(board).length / 1024, { rounds: 1, warmup: 0 });
await time('filtered, sorted and grouped', () =>
  arranged(board.rows, { ...usualView, group: 'state', text: 'service' }),
);

const sender = new probe.BoardSender();
const shown = sender.whole(fleet.snapshot, now);
let seed = 0;
await time('one cell that changed: what is sent, and applied', () => {
  const { changes } = sender.changed(fleet.change(1_234, (seed = (seed + 1) % 500)), now);
  return applied(shown, changes);
});

await inBrowser().catch((error: unknown) => {
  if (!(error instanceof Impossible)) throw error;
  say(`  left out: ${error.message}`);
});
fleet.dispose();

async function inBrowser(): Promise<void> {
  await ensureChromium();
  const browser = await BoardInBrowser.open();
  try {
    const whole = { kind: 'board', board, view: usualView, words: probe.pageWords(), staleAfterMs: 600_000 } as const;
    const busy: number[] = [];
    await sample(
      'the page: first paint of 1,000 × 4, of a new page each time',
      'ms',
      async () => {
        const paint = await browser.firstPaint(whole);
        busy.push(paint.busy);
        return paint.elapsed;
      },
      { target: 150, rounds: 10 },
    );
    await sample('the page: processor time of that', 'ms', () => busy.pop() ?? NaN, { rounds: 10, warmup: 0 });
    const before = await browser.busyMs();
    const frames = (await browser.scroll(400)).toSorted((one, other) => one - other);
    const spent = (await browser.busyMs()) - before;
    const at = (share: number) => frames[Math.floor(share * (frames.length - 1))] ?? NaN;
    const once = { rounds: 1, warmup: 0 };
    await sample('the page: from frame to frame while it scrolls, median', 'ms', () => at(0.5), once);
    await sample('the page: the same, 95th of 100', 'ms', () => at(0.95), { ...once, target: 34 });
    await sample('the page: processor time of a frame of that', 'ms', () => spent / frames.length, once);
    let other = 0;
    await sample('the page: one cell that changed, until it is seen', 'ms', () => {
      const cell = board.rows[(other += 1)]?.cells[0] ?? null;
      return browser.tell({ kind: 'changes', changes: [{ kind: 'cell', row: 0, column: 0, cell }] });
    });
  } finally {
    await browser.dispose();
  }
}
