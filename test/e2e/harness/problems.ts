import type { Page } from 'playwright-core';
import type { QuickInput } from './quickInput';
import { eventually } from './eventually';

/** The panel with errors and warnings. */
export class Problems {
  constructor(
    private readonly page: Page,
    private readonly quickInput: QuickInput,
  ) {}

  /** Waits for a problem whose reading by a screen reader fits (message, source, line, column), and gives it. */
  async shown(pattern: RegExp): Promise<string> {
    await this.open();
    return eventually(
      `the problem ${pattern.source} is listed`,
      async () => (await this.list()).find((text) => pattern.test(text)),
      { seen: () => this.list() },
    );
  }

  private async open(): Promise<void> {
    if (await this.page.locator('.markers-panel').isVisible()) return;
    await this.quickInput.run('Problems: Focus on Problems View');
    await this.page.locator('.markers-panel').waitFor();
  }

  private async list(): Promise<string[]> {
    const rows = await this.page.locator('.markers-panel .monaco-list-row').all();
    return Promise.all(rows.map(async (row) => (await row.getAttribute('aria-label')) ?? ''));
  }
}
