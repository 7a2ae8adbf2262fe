import { deadline } from '../../core/support/deadline';
import { reasonOf } from '../../core/support/errors';
import type { CliContext } from '../context';

const answerMs = 15_000;

/** What a forge answers in time. Otherwise nothing, and a warning that says `what` and why; an abort is thrown on. */
export async function unlessSilent<T>(
  what: string,
  context: CliContext,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await ask(deadline(context.signal, answerMs));
  } catch (error) {
    context.signal.throwIfAborted();
    context.warn(`branchline: ${what}: ${reasonOf(error)}`);
    return undefined;
  }
}
