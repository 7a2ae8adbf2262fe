import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually';
import type { PageElement } from './pageElement';

export interface StatusBarItem {
  readonly text: string;
  /** What a screen reader reads: the tooltip's first line, or the text. */
  readonly aria: string;
}

export class StatusBar {
  constructor(private readonly page: Page) {}

  async items(): Promise<StatusBarItem[]> {
    return this.locateItems().evaluateAll((items: PageElement[]) =>
      items.map((item) => ({
        text: (item.textContent ?? '').trim(),
        aria: item.querySelector('[aria-label]')?.getAttribute('aria-label') ?? item.getAttribute('aria-label') ?? '',
      })),
    );
  }

  /** Waits for an item that fits by its text or what a screen reader reads. */
  async item(pattern: RegExp): Promise<StatusBarItem> {
    return eventually(
      `the status bar shows ${pattern.source}`,
      async () => (await this.items()).find(({ text, aria }) => pattern.test(text) || pattern.test(aria)),
      { seen: () => this.items() },
    );
  }

  async click(pattern: RegExp): Promise<void> {
    const { aria } = await this.item(pattern);
    await this.locateItems()
      .filter({ has: this.page.locator(`[aria-label=${JSON.stringify(aria)}]`) })
      .first()
      .click();
  }

  /** Rests with the mouse on Branchline's item until its hover tells that; again and again, since a hover stays as it was shown. */
  async hover(words: RegExp): Promise<string> {
    const item = this.page.locator('.part.statusbar .statusbar-item[id^="branchline.branchline"]').first();
    const hover = this.page.locator('.monaco-hover:visible').first();
    return eventually(
      `the hover of the status bar tells ${words.source}`,
      async () => {
        await this.page.mouse.move(400, 300);
        await hover.waitFor({ state: 'hidden', timeout: 3_000 }).catch(() => undefined);
        await item.hover({ timeout: 5_000 });
        await hover.waitFor({ timeout: 3_000 }).catch(() => undefined);
        const text = (await hover.allInnerTexts()).join('\n');
        return words.test(text) ? text : undefined;
      },
      { seen: async () => (await hover.allInnerTexts()).join('\n') },
    );
  }

  private locateItems(): Locator {
    return this.page.locator('.part.statusbar .statusbar-item');
  }
}
