import type { Page } from 'playwright-core';
import type { PageElement } from '../../e2e/harness/pageElement';

/** Of the page, where what is given to `evaluate` runs. */
declare const document: { querySelectorAll: (selector: string) => Iterable<PageElement> };
declare const getComputedStyle: (element: PageElement, pseudo: string) => { content: string };
declare const requestAnimationFrame: (next: () => void) => void;

/**
 * Looks at every frame until a line of the open file is followed by a text, as people see it.
 * @returns when that was, by the clock of this machine, in ms
 */
export function seenOnLine(page: Page, line: string, text: string): Promise<number> {
  return page.evaluate(
    ({ line: wanted, text: after }) =>
      new Promise<number>((resolve) => {
        // A method: functions that are given names would call a helper that the page does not have.
        const frame = {
          look(): void {
            const isThere = [...document.querySelectorAll('.editor-group-container.active .view-line')]
              .filter((element) => (element.textContent ?? '').replaceAll('\u00a0', ' ').includes(wanted))
              .flatMap((element) => [...element.querySelectorAll('span')])
              .some((span) => getComputedStyle(span, '::after').content.replaceAll('\u00a0', ' ').includes(after));
            if (isThere) resolve(Date.now());
            else requestAnimationFrame(() => frame.look());
          },
        };
        frame.look();
      }),
    { line, text },
  );
}

/** The same for a row of the tree: until its text holds, or no longer holds, a word. */
export function seenInTree(page: Page, row: string, word: string, holds: boolean): Promise<number> {
  return page.evaluate(
    ({ row: start, word: wanted, holds: isWanted }) =>
      new Promise<number>((resolve) => {
        const frame = {
          look(): void {
            const found = [...document.querySelectorAll('.monaco-list-row')].find((element) =>
              (element.textContent ?? '').startsWith(start),
            );
            const isThere = found !== undefined && (found.textContent ?? '').includes(wanted) === isWanted;
            if (isThere) resolve(Date.now());
            else requestAnimationFrame(() => frame.look());
          },
        };
        frame.look();
      }),
    { row, word, holds },
  );
}
