import type { Page } from 'playwright-core';
import { eventually } from './eventually';
import type { PageElement } from './pageElement';

/** Of the page, where the function given to `evaluateAll` runs. */
declare const getComputedStyle: (element: PageElement, pseudo: string) => { content: string };

export interface EditorLine {
  readonly text: string;
  /** What decorations add to it, such as a note at its end. */
  readonly added: string;
}

/** The active text editor. */
export class Editor {
  constructor(private readonly page: Page) {}

  /** The lines on screen from the top, with what decorations add to each. */
  async lines(): Promise<EditorLine[]> {
    const lines = this.page
      .locator('.editor-group-container.active .monaco-editor .view-lines')
      .last()
      .locator('.view-line');
    return lines.evaluateAll((elements: PageElement[]) =>
      elements
        .map((element) => ({
          top: element.getBoundingClientRect().top,
          text: (element.textContent ?? '').replaceAll('\u00a0', ' '),
          added: [...element.querySelectorAll('span')]
            .flatMap((span) => ['::before', '::after'].map((pseudo) => getComputedStyle(span, pseudo).content))
            .filter((content) => content.startsWith('"'))
            .map((content) => (JSON.parse(content) as string).replaceAll('\u00a0', ' '))
            .join(' ')
            .trim(),
        }))
        .sort((a, b) => a.top - b.top)
        .map(({ text, added }) => ({ text, added })),
    );
  }

  /** Waits until a rendered page that fits is in front, and gives its text. */
  async rendered(pattern: RegExp): Promise<string> {
    const texts = async () =>
      Promise.all(
        this.page.frames().map((frame) =>
          frame
            .locator('body')
            .innerText({ timeout: 1_000 })
            .catch(() => ''),
        ),
      );
    return eventually(
      `a page ${pattern.source} is rendered`,
      async () => {
        const [, ...inFrames] = await texts();
        return inFrames.find((text) => pattern.test(text));
      },
      { seen: texts },
    );
  }

  /** Waits until a line that contains `text` has an addition that fits, and gives the addition. */
  async addition(text: string, pattern: RegExp): Promise<string> {
    return eventually(
      `the line "${text}" says ${pattern.source}`,
      async () => (await this.lines()).find((line) => line.text.includes(text) && pattern.test(line.added))?.added,
      { seen: async () => (await this.lines()).filter((line) => line.added !== '' || line.text.includes(text)) },
    );
  }

  /** Waits until no line that contains `text` has an addition. */
  async noAddition(text: string): Promise<void> {
    await eventually(
      `the line "${text}" says nothing more`,
      async () => (await this.lines()).every((line) => !line.text.includes(text) || line.added === ''),
      { seen: async () => (await this.lines()).filter((line) => line.added !== '') },
    );
  }

  /** Asks at the cursor what can be done, until an offer fits, and gives all of them. */
  async fixes(pattern: RegExp): Promise<readonly string[]> {
    const offered = this.page.locator('.action-widget .monaco-list-row');
    return eventually(
      `${pattern.source} is offered`,
      async () => {
        if ((await offered.count()) === 0) await this.page.keyboard.press('ControlOrMeta+.');
        const all = await offered.allInnerTexts();
        return all.some((text) => pattern.test(text)) ? all : undefined;
      },
      { seen: () => offered.allInnerTexts() },
    );
  }

  /** The hover over a text, as plain text. */
  async hover(text: string): Promise<string> {
    await this.page
      .locator('.editor-group-container.active .view-line', { hasText: text })
      .first()
      .locator('span span')
      .last()
      .hover();
    const hover = this.page.locator('.monaco-hover:visible').first();
    return eventually(`a hover over "${text}"`, async () => {
      const told = (await hover.allInnerTexts()).join('\n').trim();
      // What VS Code itself says while whoever knows has not answered.
      return told === '' || told.includes('Loading...') ? undefined : told;
    });
  }
}
