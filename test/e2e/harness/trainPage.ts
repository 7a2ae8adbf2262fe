import type { Frame, Page } from 'playwright-core';
import { eventually } from './eventually';
import { shownFrames, type ShownFrame } from './shownFrames';
import { violationsOn } from './violations';

/** Of the page, where what is given to `evaluate` runs. */
declare const document: { documentElement: { scrollWidth: number; clientWidth: number } };

/** The page of a release train: in a frame of its own inside the editor. */
export class TrainPage {
  constructor(private readonly page: Page) {}

  /** Waits until it says how the train stands, and nothing is under way any more; gives its frame. */
  async says(standing: RegExp): Promise<Frame> {
    return eventually(
      `the page of a train says ${standing.source}`,
      async () => (await this.frames()).find(({ said, busy }) => standing.test(said) && busy === '')?.frame,
      { seen: async () => (await this.frames()).map(({ said, busy }) => `${said} (${busy})`), timeoutMs: 60_000 },
    );
  }

  /** Presses a button of the page as it stands. */
  async press(standing: RegExp, button: string | RegExp): Promise<void> {
    await (await this.says(standing)).getByRole('button', { name: button }).click();
  }

  /** Whether the page as a whole has to be scrolled sideways: only its table may. */
  async isTooWide(standing: RegExp): Promise<boolean> {
    const frame = await this.says(standing);
    return frame.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  }

  async violations(standing: RegExp): Promise<readonly string[]> {
    return violationsOn(await this.says(standing));
  }

  private frames(): Promise<readonly ShownFrame[]> {
    return shownFrames(this.page, '.train .standing', '.train .busy');
  }
}
