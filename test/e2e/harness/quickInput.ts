import type { Locator, Page } from 'playwright-core';
import { eventually, patienceMs } from './eventually';

/** The box at the top: the palette, pickers, and questions for a text. */
export class QuickInput {
  private readonly widget: Locator;
  private readonly input: Locator;

  constructor(private readonly page: Page) {
    this.widget = page.locator('.quick-input-widget:visible');
    this.input = this.widget.locator('.quick-input-box input');
  }

  /** Runs a command by the title that the palette shows, such as `Branchline: Promote…`. */
  async run(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.input.waitFor({ timeout: patienceMs });
    const row = await eventually(`the palette offers "${title}"`, () => this.search(`>${title}`, title), {
      seen: () => this.items(),
    });
    await row.click();
  }

  /** Opens a file by name or path below the workspace, as with Ctrl+P. */
  async openFile(path: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+p');
    await this.input.waitFor({ timeout: patienceMs });
    const name = path.split('/').at(-1) ?? path;
    const row = await eventually(`"${path}" is found`, () => this.search(path, name), { seen: () => this.items() });
    await row.click();
  }

  /** Chooses the item whose label is `text`, or begins with it, or else holds it. Waits for it to be offered. */
  async choose(text: string): Promise<void> {
    const row = await eventually(`"${text}" is offered`, () => this.row(text), { seen: () => this.items() });
    await row.click();
  }

  /** Ticks or unticks an item of a picker that takes several. */
  async toggle(text: string): Promise<void> {
    const row = await eventually(`"${text}" is offered`, () => this.row(text), { seen: () => this.items() });
    await row.locator('.quick-input-list-checkbox').click();
  }

  /** Types a text and confirms it. */
  async answer(text: string): Promise<void> {
    await this.input.waitFor({ timeout: patienceMs });
    await this.input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Confirms a picker that takes several. */
  async confirm(): Promise<void> {
    await this.page.keyboard.press('Enter');
  }

  async cancel(): Promise<void> {
    await this.page.keyboard.press('Escape');
  }

  /** Title, placeholder and message, to see what is asked. */
  async question(): Promise<string> {
    await this.input.waitFor({ timeout: patienceMs });
    const [title, placeholder, message] = await Promise.all([
      this.widget.locator('.quick-input-title').innerText(),
      this.input.getAttribute('placeholder'),
      this.widget.locator('.quick-input-message').innerText(),
    ]);
    return [title, placeholder ?? '', message].filter(Boolean).join(' | ');
  }

  /** The items offered, as a screen reader reads them. */
  async items(): Promise<string[]> {
    const rows = await this.rows().all();
    return Promise.all(rows.map(async (row) => (await row.getAttribute('aria-label')) ?? ''));
  }

  private rows(): Locator {
    return this.widget.locator('.quick-input-list .monaco-list-row');
  }

  /** Types anew each time: what is offered does not grow by itself when an extension or a file is found later. */
  private async search(words: string, text: string): Promise<Locator | undefined> {
    await this.input.fill('');
    await this.input.fill(words);
    return eventually(`"${text}" is offered`, () => this.row(text), { timeoutMs: 1_000 }).catch(() => undefined);
  }

  private async row(text: string): Promise<Locator | undefined> {
    const labels = await this.items();
    const byRank = [
      (label: string) => label === text,
      (label: string) => label.startsWith(text),
      (label: string) => label.includes(text),
    ];
    const index = byRank.map((fits) => labels.findIndex(fits)).find((found) => found >= 0);
    return index === undefined ? undefined : this.rows().nth(index);
  }
}
