import type { Frame, Locator, Page } from 'playwright-core';
import { eventually } from './eventually';
import type { PageElement } from './pageElement';
import { violationsOn } from './violations';

/** Of the page, where what is given to `evaluate` runs. */
declare const document: {
  activeElement: PageElement | null;
  documentElement: { scrollWidth: number; clientWidth: number };
};

/** The board: a page in a frame of its own inside the editor. */
export class BoardPage {
  constructor(private readonly page: Page) {}

  /** Waits until it is drawn, and gives its frame. */
  async frame(): Promise<Frame> {
    return eventually('the board is drawn', async () => {
      for (const frame of this.page.frames()) {
        const found = await frame
          .locator('.screen')
          .count()
          .catch(() => 0); // a frame that has just gone
        if (found > 0) return frame;
      }
      return undefined;
    });
  }

  /** A cell of the grid by what a screen reader says of it. */
  async cell(said: RegExp): Promise<Locator> {
    const found = (await this.frame()).locator('[role=gridcell], [role=rowheader]');
    const at = await eventually(
      `a cell that says ${said.source}`,
      async () => {
        const place = (await this.said(found)).findIndex((text) => said.test(text));
        return place < 0 ? undefined : place + 1;
      },
      { seen: () => this.said(found) },
    );
    return found.nth(at - 1);
  }

  /** What has the focus in the page, as a screen reader says it. */
  async focused(): Promise<string> {
    const frame = await this.frame();
    return frame.evaluate(() => {
      const { activeElement } = document;
      return activeElement?.getAttribute('title') ?? activeElement?.getAttribute('aria-label') ?? '';
    });
  }

  /** Waits until the focus is on what says this. */
  async isFocused(said: RegExp): Promise<void> {
    await eventually(`the focus is on ${said.source}`, async () => said.test(await this.focused()), {
      seen: () => this.focused(),
    });
  }

  /** Waits until it is drawn in the colours of such a theme: `light`, `dark`, `high-contrast`. */
  async isThemed(kind: string): Promise<void> {
    const frame = await this.frame();
    await frame.locator(`body.vscode-${kind}`).waitFor();
  }

  /** Whether the page as a whole has to be scrolled sideways: only its tables may. */
  async isTooWide(): Promise<boolean> {
    const frame = await this.frame();
    return frame.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  }

  /** What axe-core finds on the page as it stands, by rule. */
  async violations(): Promise<readonly string[]> {
    return violationsOn(await this.frame());
  }

  private async said(found: Locator): Promise<readonly string[]> {
    return found.evaluateAll((elements: PageElement[]) =>
      elements.map((element) => element.getAttribute('title') ?? ''),
    );
  }
}
