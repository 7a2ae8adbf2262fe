import { errors, type Locator, type Page } from 'playwright-core';
import { eventually } from './eventually';
import type { PageElement } from './pageElement';

export interface TreeRow {
  /** The text of the row: its label, then its description. */
  readonly text: string;
  /** What a screen reader reads. */
  readonly aria: string;
  /** 1 for the roots. */
  readonly level: number;
  /** `none` for a leaf. */
  readonly fold: 'expanded' | 'collapsed' | 'none';
}

/** A tree view of the side bar, by its title. */
export class Tree {
  private readonly pane: Locator;

  constructor(
    private readonly page: Page,
    private readonly title: string,
  ) {
    this.pane = page.locator('.split-view-view', {
      has: page.locator('.pane-header', { hasText: title }),
      hasNot: page.locator('.split-view-view'),
    });
  }

  /** The rows on screen, from the top. */
  async rows(): Promise<TreeRow[]> {
    return this.locateRows().evaluateAll((rows: PageElement[]) =>
      rows
        .sort((a, b) => Number(a.getAttribute('data-index')) - Number(b.getAttribute('data-index')))
        .map((row) => ({
          text: (row.querySelector('.monaco-icon-label')?.textContent ?? row.textContent ?? '').trim(),
          aria: row.getAttribute('aria-label') ?? '',
          level: Number(row.getAttribute('aria-level')),
          fold:
            row.getAttribute('aria-expanded') === null
              ? ('none' as const)
              : row.getAttribute('aria-expanded') === 'true'
                ? ('expanded' as const)
                : ('collapsed' as const),
        })),
    );
  }

  /** Waits for a row that fits, by its text or what a screen reader reads. */
  async row(pattern: RegExp | string): Promise<TreeRow> {
    return eventually(
      `${this.title} shows a row ${String(pattern)}`,
      async () => (await this.rows()).find((row) => fits(row, pattern)),
      { seen: () => this.seen() },
    );
  }

  /** The rows, or what stands in place of them. */
  private async seen(): Promise<string[]> {
    const rows = await this.rows();
    return rows.length === 0 ? this.pane.allInnerTexts() : rows.map(({ text, aria }) => `${text} (${aria})`);
  }

  /** Opens the view where it is folded away. */
  async open(): Promise<void> {
    const header = this.pane.locator('.pane-header');
    await eventually(`${this.title} is open`, async () => {
      if ((await header.getAttribute('aria-expanded')) === 'true') return true;
      await header.click();
      return false;
    });
  }

  async expand(pattern: RegExp | string): Promise<void> {
    if ((await this.row(pattern)).fold !== 'collapsed') return;
    await (await this.locate(pattern)).locator('.monaco-tl-twistie').click();
    await eventually(`${String(pattern)} is expanded`, async () => (await this.row(pattern)).fold === 'expanded');
  }

  async click(pattern: RegExp | string): Promise<void> {
    await (await this.locate(pattern)).click();
  }

  /** Presses an inline action of a row by its tooltip. */
  async press(pattern: RegExp | string, action: string): Promise<void> {
    const row = await this.locate(pattern);
    await row.hover();
    await row.getByRole('button', { name: action }).first().click();
  }

  /** Chooses an entry of a row's context menu. */
  async menu(pattern: RegExp | string, entry: string): Promise<void> {
    await (await this.locate(pattern)).click({ button: 'right' });
    const item = this.page.locator('.monaco-menu').getByRole('menuitem', { name: entry }).first();
    await item.waitFor();
    await eventually(`"${entry}" is chosen`, () => chosen(item));
  }

  /** The text that stands in place of rows where there are none. */
  async welcome(): Promise<string> {
    return (await this.pane.locator('.welcome-view-content').allInnerTexts()).join('\n').trim();
  }

  private locateRows(): Locator {
    return this.pane.locator('.monaco-list-row');
  }

  private async locate(pattern: RegExp | string): Promise<Locator> {
    const { aria, level } = await this.row(pattern);
    return this.locateRows()
      .and(this.page.locator(`[aria-label=${JSON.stringify(aria)}][aria-level="${level}"]`))
      .first();
  }
}

function fits({ text, aria }: TreeRow, pattern: RegExp | string): boolean {
  return typeof pattern === 'string' ? text.startsWith(pattern) : pattern.test(text) || pattern.test(aria);
}

/** Presses once more where nothing happened: a menu that has just opened does not take presses yet. */
async function chosen(item: Locator): Promise<boolean> {
  try {
    await item.click({ timeout: 500 });
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error; // gone: the press before has worked
  }
  await item.waitFor({ state: 'hidden', timeout: 500 }).catch(() => undefined);
  return !(await item.isVisible());
}
