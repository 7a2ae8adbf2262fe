import { setTimeout as pause } from 'node:timers/promises';

/** How long a story waits for the screen to show what it promises, on a machine that has much else to do. */
export const patienceMs = 150_000;
const betweenMs = 50;

/** What Playwright says of a frame that VS Code threw away, or loads anew, while it was asked. */
const isGone = /Frame was detached|Cannot find context|Execution context was destroyed|Element is not attached/;

/**
 * Asks again and again until the answer is one, and gives it. A page that goes while it is asked has not answered: VS Code
 * makes a webview's frame anew as it likes.
 *
 * @param what   in the words of the story; the failure says that it did not happen
 * @param probe  answers `undefined` or `false` for not yet
 * @param seen   what there is instead, for the failure
 */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined | false>,
  { seen, timeoutMs = patienceMs }: { seen?: () => Promise<unknown>; timeoutMs?: number } = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await probe().catch(notYetIfGone);
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) {
      const instead = seen ? `\nSeen instead: ${JSON.stringify(await seen().catch(String), null, 2)}` : '';
      throw new Error(`Not within ${timeoutMs / 1000} s: ${what}${instead}`);
    }
    await pause(betweenMs);
  }
}

function notYetIfGone(error: unknown): undefined {
  if (error instanceof Error && isGone.test(error.message)) return undefined;
  throw error;
}
