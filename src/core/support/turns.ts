import { setImmediate as turn } from 'node:timers/promises';

/** Work that may rest at each `yield`. */
export type Steps<T> = Generator<void, T, void>;

/** What waits meanwhile (a signal, an answer, a key that is pressed) waits no longer. */
const longestMs = 15;

let before: Promise<unknown> = Promise.resolve();

export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * One after the other, as each may use what another has found; everything else has its turn in between.
 * @throws the signal's reason, at its next turn
 */
export function inTurns<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T> {
  const work = before.then(() => restingly(steps, signal));
  before = work.catch(() => undefined);
  return work;
}

/** Whatever else is done meanwhile: everything has its turn in between. @throws the signal's reason, at its next turn */
export async function restingly<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T> {
  signal?.throwIfAborted();
  for (let since = performance.now(); ;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - since < longestMs) continue;
    await turn();
    signal?.throwIfAborted();
    since = performance.now();
  }
}
