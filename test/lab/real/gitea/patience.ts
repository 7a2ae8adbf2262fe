import { setTimeout as delay } from 'node:timers/promises';

const patienceMs = 30_000;
const pauseMs = 50;

/** Gitea does much a moment later. Asks until there is an answer; gives up with what was waited for. */
export async function until<T>(what: string, look: () => Promise<T | undefined>, signal: AbortSignal): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    signal.throwIfAborted();
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`Gitea: ${what} has not come about in ${patienceMs / 1000} seconds`);
    await delay(pauseMs, undefined, { signal });
  }
}
