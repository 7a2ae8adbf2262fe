import type { Locator, Page } from 'playwright-core';
import { patienceMs } from './eventually';

/** A modal question in the middle of the screen. */
export class Dialog {
  private readonly box: Locator;

  constructor(page: Page) {
    this.box = page.locator('.monaco-dialog-box');
  }

  /** Waits for it and gives message and detail. */
  async text(): Promise<string> {
    await this.box.waitFor({ timeout: patienceMs });
    return (await this.box.locator('.dialog-message-container').innerText()).trim();
  }

  async press(button: string): Promise<void> {
    await this.box.getByRole('button', { name: button }).click({ timeout: patienceMs });
    await this.box.waitFor({ state: 'detached', timeout: patienceMs });
  }
}
