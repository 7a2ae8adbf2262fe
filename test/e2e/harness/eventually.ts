import { setTimeout as pause } from 'node:timers/promises';

/** How long a story waits for the screen to show what it promises, on a machine that has much else to do. */
export const patienceMs = 150_000;
const betweenMs = 50;

/**
 * Asks again and again until the answer is one, and gives it.
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
    const answer = await probe();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) {
      const instead = seen ? `\nSeen instead: ${JSON.stringify(await seen(), null, 2)}` : '';
      throw new Error(`Not within ${timeoutMs / 1000} s: ${what}${instead}`);
    }
    await pause(betweenMs);
  }
}
