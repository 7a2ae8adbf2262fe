import { Impossible, say } from '../../scripts/bootstrap/output.mjs';
import { ensureChromium } from '../../scripts/browser/chromium';
import type { BoardRow } from '../../src/board/protocol/board';
import { applied } from '../../src/board/protocol/differences';
import { arranged, usualView } from '../../src/board/protocol/view';
import type * as Probe from './probes/board';
import { now } from './probes/boardFleet';
import { BoardInBrowser } from './probes/boardInBrowser';
import { loadWithStub } from './probes/withStub';
import { sample, time } from './harness';

/** What scrolling by eight rows a frame took, in ms: from frame to frame, and processor time of a frame. */
interface Scrolled {
  readonly median: number;
  readonly slow: number;
  /** Of the page's own thread. */
  readonly busy: number;
  /** Of all that the browser is made of. */
  readonly spent: number;
}

/** How often it is scrolled: what else the machine does is in all figures, and least in the least. */
const rounds = 5;
const restMs = 3_000;
/** Of a frame: sixty a second, which is faster than a wheel that is turned steadily. */
const wheelRows = 1;
const once = { rounds: 1, warmup: 0 };
const scrollFigures = [
  { name: 'from frame to frame while it scrolls, median', of: 'median' },
  { name: 'the same, 95th of 100', of: 'slow', target: 34 },
  { name: 'processor time of a frame of that, the page’s own thread', of: 'busy' },
  { name: 'the same, all of the browser', of: 'spent' },
] as const;

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

/** Scrolls from top to end, some times, by so many rows of 50 px a frame. */
async function scrolled(browser: BoardInBrowser, rows = 8): Promise<readonly Scrolled[]> {
  const all: Scrolled[] = [];
  for (let round = 0; round < rounds; round++) {
    const [busy, spent] = [await browser.busyMs(), await browser.spentMs()];
    const frames = (await browser.scroll(50 * rows)).toSorted((one, other) => one - other);
    const at = (share: number) => frames[Math.floor(share * (frames.length - 1))] ?? NaN;
    all.push({
      median: at(0.5),
      slow: at(0.95),
      busy: ((await browser.busyMs()) - busy) / frames.length,
      spent: ((await browser.spentMs()) - spent) / frames.length,
    });
  }
  return all;
}

/** All texts of a row in a line. */
function plainly({ head, cells }: BoardRow): string {
  const texts = cells.map((cell) => [cell?.look.label, cell?.kind === 'environment' ? cell.words : ''].join(' '));
  return [head.service, head.words, ...texts].join(' ');
}

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
    const page = await scrolled(browser);
    const slowly = await scrolled(browser, wheelRows);
    const restless = await browser.spentMs();
    await new Promise((resolve) => setTimeout(resolve, restMs));
    const atRest = (1_000 * ((await browser.spentMs()) - restless)) / restMs;
    let other = 0;
    await sample('the page: one cell that changed, until it is seen', 'ms', () => {
      const cell = board.rows[(other += 1)]?.cells[0] ?? null;
      return browser.tell({ kind: 'changes', changes: [{ kind: 'cell', row: 0, column: 0, cell }] });
    });
    await browser.beginPlain(board.rows.map(plainly));
    const floor = await scrolled(browser);
    for (const { name, of, ...options } of scrollFigures) {
      const plain = `mere text: ${name}`;
      const next = (all: readonly Scrolled[]) => {
        const figures = all.map((one) => one[of]);
        return () => figures.pop() ?? NaN;
      };
      await sample(plain, 'ms', next(floor), { rounds, warmup: 0 });
      await sample(`the page: ${name}`, 'ms', next(page), { rounds, warmup: 0, against: plain, ...options });
    }
    for (const { name, of } of scrollFigures.slice(0, 3)) {
      const figures = slowly.map((one) => one[of]);
      const next = () => figures.pop() ?? NaN;
      await sample(`the page, by a row a frame: ${name}`, 'ms', next, { rounds, warmup: 0 });
    }
    await sample('the page: processor time of a second at rest, all of the browser', 'ms', () => atRest, once);
  } finally {
    await browser.dispose();
  }
}
