import { isAbort } from './errors';
import type { Unknown } from './observation';
import { unknownBecause } from './unknownBecause';

/** What was found out, or why it was not. */
export type Fact<T> = { readonly kind: 'known'; readonly value: T } | Unknown;

export function known<T>(value: T): Fact<T> {
  return { kind: 'known', value };
}

/** What a read gives; a failure is a fact as well. @throws the reason of `cancelled` once somebody cancels */
export async function factOf<T>(read: Promise<T>, source: string, cancelled: AbortSignal): Promise<Fact<T>> {
  try {
    return known(await read);
  } catch (error) {
    cancelled.throwIfAborted();
    if (isAbort(error)) throw error;
    return unknownBecause(error, { at: Date.now(), source });
  }
}
