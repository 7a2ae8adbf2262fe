import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually';
import type { PageElement } from './pageElement';

const brief = { timeout: 1_000 };
/** A click that takes effect and is given up on all the same would be made twice: in a question that came meanwhile. */
const click = { timeout: 10_000 };

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
    await this.offered({ key: 'F1', words: `>${title}`, text: title });
  }

  /** Opens a file by name or path below the workspace, as with Ctrl+P. */
  async openFile(path: string): Promise<void> {
    const folders = path.split('/');
    const name = folders.pop() ?? path;
    // With its folder: of what was opened before, a file of the same name may stand above it.
    const wanted = { key: 'ControlOrMeta+p', words: path, text: [name, folders.join('/')].join(' ').trim() };
    // The list may grow under the mouse, and then something else is opened.
    await eventually(`${path} is open`, async () => {
      await this.offered(wanted);
      return eventually(path, () => this.isOpen(path), { timeoutMs: brief.timeout }).catch(() => undefined);
    });
  }

  /** Chooses the item whose label is `text`, or begins with it, or else holds it; ticks it where several may be. */
  async choose(text: string): Promise<void> {
    await eventually(`"${text}" is chosen`, async () => isClicked(await this.row(text)), { seen: () => this.items() });
  }

  /** The same of a long list, of which only a part is on screen: types words first that leave few. */
  async find(words: string, text: string): Promise<void> {
    await this.input.fill(words);
    await this.choose(text);
  }

  /** Presses a button of the item that shows `text`, by its tooltip. */
  async press(text: string, button: string): Promise<void> {
    const pressed = async () => {
      const row = await this.row(text);
      const press = async () => {
        await row?.hover(brief);
        await row?.getByRole('button', { name: button }).click(brief);
        return row !== undefined;
      };
      return press().catch(() => undefined);
    };
    await eventually(`"${button}" of "${text}" is pressed`, pressed, { seen: () => this.items() });
  }

  /** Goes to a button of the item that shows `text` by the keyboard alone, and presses it. */
  async pressByKeyboard(text: string, button: string): Promise<void> {
    await eventually(`the focus is on "${text}"`, async () => {
      const focused = (await this.widget.locator('.monaco-list-row.focused').getAttribute('aria-label', brief)) ?? '';
      if (focused.includes(text)) return true;
      await this.page.keyboard.press('ArrowDown');
      return false;
    });
    await eventually(`"${button}" has the focus`, async () => {
      if ((await this.page.locator('*:focus').getAttribute('aria-label', brief)) === button) return true;
      await this.page.keyboard.press('Tab');
      return false;
    });
    await this.page.keyboard.press('Enter');
  }

  /** Waits until a text is asked for by a question that fits, types it and confirms. */
  async answer(question: RegExp, text: string): Promise<void> {
    await this.asked(question);
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

  /** Waits until a question fits by its title, placeholder or message, and gives these. */
  async asked(pattern: RegExp): Promise<string> {
    return eventually(
      `${pattern.source} is asked`,
      async () => {
        const question = await this.question();
        return pattern.test(question) ? question : undefined;
      },
      { seen: () => this.question() },
    );
  }

  /** The items offered, as a screen reader reads them. */
  async items(): Promise<string[]> {
    return this.rows().evaluateAll((rows: PageElement[]) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
  }

  private async isOpen(path: string): Promise<boolean> {
    const crumbs = this.page.locator('.editor-group-container.active .breadcrumbs-control .monaco-breadcrumb-item');
    const shown = await crumbs.allInnerTexts();
    return path.split('/').every((name, index) => shown[index]?.trim() === name);
  }

  private async question(): Promise<string> {
    if (!(await this.input.isVisible())) return '';
    const parts = await Promise.all([
      this.widget.locator('.quick-input-title').innerText(brief),
      this.input.getAttribute('placeholder', brief),
      this.widget.locator('.quick-input-message').innerText(brief),
    ]).catch(() => []); // it has just closed
    return parts.filter(Boolean).join(' | ');
  }

  /** Only a question has one, not the palette. */
  private async title(): Promise<string> {
    if (!(await this.input.isVisible())) return '';
    return (
      await this.widget
        .locator('.quick-input-title')
        .innerText(brief)
        .catch(() => '')
    ).trim();
  }

  private rows(): Locator {
    return this.widget.locator('.quick-input-list .monaco-list-row');
  }

  /** Opens the box by a key, types words and presses the item that shows `text`. */
  private async offered(wanted: { key: string; words: string; text: string }): Promise<void> {
    let wasOffered = false;
    const found = async () => {
      // It was taken, and asks something by now: whatever is typed would be an answer.
      if (wasOffered && (await this.title()) !== '') return true;
      const row = await this.search(wanted);
      wasOffered ||= row !== undefined;
      return isClicked(row);
    };
    await eventually(`"${wanted.text}" is found`, found, { seen: () => this.items() });
    await eventually(`"${wanted.text}" is taken`, async () => {
      const shown = await this.input.isVisible();
      return !shown || (await this.input.inputValue(brief).catch(() => '')) !== wanted.words;
    });
  }

  /**
   * Opens and types anew each time: what is offered does not grow by itself when an extension or a file is found later,
   * and the box closes when anything else takes the focus.
   */
  private async search({
    key,
    words,
    text,
  }: {
    key: string;
    words: string;
    text: string;
  }): Promise<Locator | undefined> {
    if (!(await this.input.isVisible())) await this.page.keyboard.press(key);
    try {
      await this.input.fill('', brief);
      await this.input.fill(words, brief);
      return await eventually(`"${text}" is offered`, () => this.row(text), { timeoutMs: brief.timeout });
    } catch {
      return undefined; // the caller asks again, and says what is seen when it gives up
    }
  }

  private async row(text: string): Promise<Locator | undefined> {
    const labels = await this.items();
    const byRank = [
      (label: string) => label === text,
      (label: string) => label.startsWith(text),
      (label: string) => label.includes(text),
    ];
    const label = byRank.map((fits) => labels.find(fits)).find((found) => found !== undefined);
    // By its label, not its place: what is found later may come to stand above it before it is clicked.
    return label === undefined ? undefined : this.widget.getByLabel(label, { exact: true }).and(this.rows()).first();
  }
}

/** Not where there is none, or another list has taken the place of the one that was looked at. */
async function isClicked(row: Locator | undefined): Promise<boolean> {
  if (!row) return false;
  return row.click(click).then(
    () => true,
    () => false,
  );
}
