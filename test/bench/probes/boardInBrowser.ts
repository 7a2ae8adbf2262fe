import { readFile } from 'node:fs/promises';
import type { CDPSession, Page } from 'playwright-core';
import { closeChromium, openChromium } from '../../../scripts/browser/chromium';
import { buildPage } from '../../../scripts/build/page';
import type { ToPage } from '../../../src/board/protocol/messages';

const folder = 'out/probes/board-page';

/** Of the page, where what is given to `evaluate` runs. */
declare const window: { dispatchEvent: (event: unknown) => void };
declare const MessageEvent: new (name: string, options: { data: unknown }) => unknown;
declare const requestAnimationFrame: (next: () => void) => void;
declare const document: {
  querySelector: (selector: string) => { scrollTop: number; scrollHeight: number } | null;
  querySelectorAll: (selector: string) => { length: number };
  getAnimations: () => { length: number };
};
interface Mutated {
  readonly target: { readonly parentElement: Closest | null } & Partial<Closest>;
}
interface Closest {
  closest(selector: string): { readonly id: string } | null;
}
declare global {
  var told: string;
}
declare const MutationObserver: new (heard: (all: readonly Mutated[]) => void) => {
  observe(target: unknown, options: object): void;
  disconnect(): void;
};

/** As much of the editor as the page knows: it is told nothing, and remembers nothing. */
const editor =
  'globalThis.acquireVsCodeApi = () => ({ postMessage: () => undefined, getState: () => undefined, setState: () => undefined });';

/** The page of the board alone in a real browser: what the editor would tell it is told by hand. */
export class BoardInBrowser {
  private constructor(
    readonly page: Page,
    private readonly cdp: CDPSession,
    private readonly whole: CDPSession,
  ) {}

  static async open(): Promise<BoardInBrowser> {
    await buildPage('production', folder);
    const page = await openChromium({ width: 1440, height: 900 });
    await page.addInitScript(editor);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    const whole = await page.context().browser()?.newBrowserCDPSession();
    const browser = new BoardInBrowser(page, cdp, whole ?? cdp);
    await browser.begin();
    return browser;
  }

  /** A page that knows nothing yet. */
  private async begin(): Promise<void> {
    // A document of its own: what is put into the first, empty one would run no script that was added for all.
    await this.page.goto('about:blank');
    await this.page.setContent('<div id="board"></div>');
    await this.page.addStyleTag({ content: await this.styles() });
    await this.page.addScriptTag({ content: await readFile(`${folder}/main.js`, 'utf8') });
  }

  /** With the signs in them: there is no server to ask for their font, and what has no glyph is looked for in every other. */
  private async styles(): Promise<string> {
    const [styles, font] = await Promise.all([
      readFile(`${folder}/main.css`, 'utf8'),
      readFile(`${folder}/codicon.ttf`, 'base64'),
    ]);
    return styles.replace(/url\(\S{0,9}codicon\.ttf"?\)/, `url(data:font/ttf;base64,${font})`);
  }

  /**
   * Tells a new page the first that it hears, as text, which is how it comes.
   * @returns how long it took until that was on the screen, and the processor time of the page's own thread, in ms
   */
  async firstPaint(message: ToPage): Promise<{ readonly elapsed: number; readonly busy: number }> {
    await this.begin();
    await this.page.evaluate((text) => {
      globalThis.told = text;
    }, JSON.stringify(message));
    const before = await this.busyMs();
    const elapsed = await this.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const started = performance.now();
          window.dispatchEvent(new MessageEvent('message', { data: JSON.parse(globalThis.told) as unknown }));
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - started)));
        }),
    );
    return { elapsed, busy: (await this.busyMs()) - before };
  }

  /** Processor time of the page's own thread since it is there, whatever else the machine does meanwhile. */
  async busyMs(): Promise<number> {
    const { metrics } = await this.cdp.send('Performance.getMetrics');
    return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
  }

  /** Processor time of all that the browser is made of: it paints, and puts layers together, apart from the page's thread. */
  async spentMs(): Promise<number> {
    const { processInfo } = await this.whole.send('SystemInfo.getProcessInfo');
    return 1_000 * processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  }

  /** In place of the board the same lines as mere text, all there from the start: what a browser takes to scroll at all. */
  async beginPlain(lines: readonly string[]): Promise<void> {
    await this.page.goto('about:blank');
    const style =
      'height: 100vh; overflow: auto; will-change: scroll-position; background: #fff; font: 13px sans-serif';
    const line = 'height: 47px; overflow: hidden; contain: strict';
    await this.page.setContent(
      `<div class="grid" style="${style}">${lines.map((text) => `<div style="${line}">${text}</div>`).join('')}</div>`,
    );
  }

  /** Tells the page. @returns how long it took until that was on the screen, in ms */
  tell(message: ToPage): Promise<number> {
    return this.page.evaluate(
      (data) =>
        new Promise<number>((resolve) => {
          const started = performance.now();
          window.dispatchEvent(new MessageEvent('message', { data }));
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - started)));
        }),
      message,
    );
  }

  /** Tells the page, and gives the ids of the cells in which anything was drawn anew. */
  cellsDrawnBy(message: ToPage): Promise<readonly string[]> {
    return this.page.evaluate(
      (data) =>
        new Promise<string[]>((resolve) => {
          const cells = new Set<string>();
          const observer = new MutationObserver((all) => {
            for (const { target } of all) {
              const element = target.closest ? (target as Closest) : target.parentElement;
              const cell = element?.closest('[data-column]');
              if (cell) cells.add(cell.id);
            }
          });
          observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
          window.dispatchEvent(new MessageEvent('message', { data }));
          requestAnimationFrame(() =>
            requestAnimationFrame(() => {
              observer.disconnect();
              resolve([...cells]);
            }),
          );
        }),
      message,
    );
  }

  /** How many things move by themselves: each keeps the whole window being drawn. */
  moving(): Promise<number> {
    return this.page.evaluate(() => document.getAnimations().length);
  }

  /** How many rows are there at all. */
  rows(): Promise<number> {
    return this.page.evaluate(() => document.querySelectorAll('.lines .row').length);
  }

  /** Scrolls from top to end, a little each frame. @returns the time between frames, in ms */
  scroll(byPx: number): Promise<readonly number[]> {
    return this.page.evaluate(
      (step) =>
        new Promise<number[]>((resolve) => {
          const grid = document.querySelector('.grid');
          if (!grid) throw new Error('There is no grid');
          const frames: number[] = [];
          let before = performance.now();
          const run = {
            next(): void {
              const now = performance.now();
              frames.push(now - before);
              before = now;
              const at = grid.scrollTop;
              grid.scrollTop = at + step;
              if (grid.scrollTop === at) resolve(frames);
              else requestAnimationFrame(() => run.next());
            },
          };
          grid.scrollTop = 0;
          requestAnimationFrame(() => run.next());
        }),
      byPx,
    );
  }

  async dispose(): Promise<void> {
    await closeChromium(this.page);
  }
}
