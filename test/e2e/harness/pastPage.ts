import type { Frame, Page } from 'playwright-core';
import { eventually } from './eventually';
import { shownFrames, type ShownFrame } from './shownFrames';
import { violationsOn } from './violations';

/** A page of the past, the timeline or the fleet as it was: in a frame of its own inside the editor. */
export class PastPage {
  constructor(private readonly page: Page) {}

  /** Waits until the page with that headline is to be seen and reads nothing any more, and gives its frame. */
  async about(headline: RegExp): Promise<Frame> {
    return eventually(
      `a page of the past on ${headline.source}`,
      async () => (await this.frames()).find(({ said, busy }) => headline.test(said) && busy === '')?.frame,
      { seen: async () => (await this.frames()).map(({ said, busy }) => `${said} (${busy})`) },
    );
  }

  async violations(headline: RegExp): Promise<readonly string[]> {
    return violationsOn(await this.about(headline));
  }

  private frames(): Promise<readonly ShownFrame[]> {
    return shownFrames(this.page, '.past h1', '.past .busy');
  }
}
