import type { Page } from 'playwright-core';
import { eventually } from './eventually';

/** The messages at the lower right. */
export class Notifications {
  constructor(private readonly page: Page) {}

  /** The texts on screen now. */
  async texts(): Promise<string[]> {
    return this.toasts().locator('.notification-list-item-message').allInnerTexts();
  }

  /** Waits for one that fits, and gives its text. */
  async shown(pattern: RegExp): Promise<string> {
    return eventually(
      `a message ${pattern.source} appears`,
      async () => (await this.texts()).find((text) => pattern.test(text)),
      { seen: () => this.texts() },
    );
  }

  /** As what the message that fits is shown. */
  async kind(pattern: RegExp): Promise<'info' | 'warning' | 'error' | undefined> {
    await this.shown(pattern);
    const icon = this.toasts().filter({ hasText: pattern }).first().locator('.notification-list-item-icon');
    const classes = (await icon.getAttribute('class')) ?? '';
    return (['info', 'warning', 'error'] as const).find((kind) => classes.includes(`codicon-${kind}`));
  }

  /** Presses a button of the message that fits, until it is gone: where another one comes meanwhile, it moves from under the mouse. */
  async press(pattern: RegExp, button: string): Promise<void> {
    await this.shown(pattern);
    const toast = this.toasts().filter({ hasText: pattern }).first();
    await eventually(
      `"${button}" of the message ${pattern.source} is pressed`,
      async () => {
        const one = await toast.elementHandle();
        await toast.hover(); // while the mouse is on it, it stays
        await toast.locator('.monaco-button', { hasText: button }).first().click();
        // This very message: another may say the same.
        return one.waitForElementState('hidden', { timeout: 5_000 }).then(
          () => true,
          () => false,
        );
      },
      { seen: () => this.texts() },
    );
  }

  private toasts() {
    return this.page.locator('.notifications-toasts .notification-list-item');
  }
}
