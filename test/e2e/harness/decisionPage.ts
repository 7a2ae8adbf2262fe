import type { Frame, Page } from 'playwright-core';
import { eventually } from './eventually';
import { violationsOn } from './violations';

/** The page on which a change is decided: in a frame of its own inside the editor. */
export class DecisionPage {
  constructor(private readonly page: Page) {}

  /** Waits until the page on that change is to be seen, and gives its frame. */
  async about(headline: RegExp): Promise<Frame> {
    return eventually(
      `a page that decides on ${headline.source}`,
      async () => (await this.frames()).find(({ said }) => headline.test(said))?.frame,
      { seen: async () => (await this.frames()).map(({ said }) => said) },
    );
  }

  /** Presses a button of the page. */
  async press(headline: RegExp, button: string | RegExp): Promise<void> {
    await (await this.about(headline)).getByRole('button', { name: button }).click();
  }

  /** Waits until the page says how it stands. */
  async says(headline: RegExp, said: RegExp): Promise<void> {
    const status = (await this.about(headline)).getByRole('status');
    await eventually(`the page says ${said.source}`, async () => said.test(await status.innerText()), {
      seen: () => status.innerText(),
    });
  }

  async violations(headline: RegExp): Promise<readonly string[]> {
    return violationsOn(await this.about(headline));
  }

  private async frames() {
    const found = await Promise.all(
      this.page.frames().map(async (frame) => {
        const title = frame.locator('.decision h1');
        // A frame that has just gone says nothing, nor one of a tab that is behind another.
        const said = await title.innerText({ timeout: 200 }).catch(() => '');
        const owner = await frame.frameElement().catch(() => undefined);
        return said !== '' && (await owner?.isVisible().catch(() => false)) ? [{ frame, said }] : [];
      }),
    );
    return found.flat();
  }
}
