import type { Frame, Page } from 'playwright-core';

/** A page of ours that is to be seen, with what it says in two places. */
export interface ShownFrame {
  readonly frame: Frame;
  readonly said: string;
  readonly busy: string;
}

/**
 * The frames in which something of ours is to be seen.
 *
 * @param said by this selector the page says what it is; one that says nothing there is none
 * @param busy by this one, what is under way
 */
export async function shownFrames(page: Page, said: string, busy: string): Promise<readonly ShownFrame[]> {
  const found = await Promise.all(page.frames().map((frame) => shownFrame(frame, said, busy)));
  return found.flat();
}

/** A frame that has just gone says nothing, nor one of a tab that is behind another. */
async function shownFrame(frame: Frame, said: string, busy: string): Promise<readonly ShownFrame[]> {
  const textOf = (selector: string) =>
    frame
      .locator(selector)
      .innerText({ timeout: 200 })
      .catch(() => '');
  const text = await textOf(said);
  if (text === '') return [];
  const owner = await frame.frameElement().catch(() => undefined);
  const isSeen = (await owner?.isVisible().catch(() => false)) === true;
  return isSeen ? [{ frame, said: text, busy: await textOf(busy) }] : [];
}
