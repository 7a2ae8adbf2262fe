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

  private locateItems(): Locator {
    return this.page.locator('.part.statusbar .statusbar-item');
  }
}
