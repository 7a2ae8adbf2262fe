import type { Standing } from '../protocol/decision';

type Asking = Pick<Standing, 'kind' | 'asked'>;

/**
 * Where the focus goes as the standing changes: to what is said, so that it is read. On a button only for who comes back from
 * the question: one Enter too many, after anything else, opens nothing.
 */
export function focusAfter(before: Asking, now: Asking): 'said' | 'first' | undefined {
  if (before.kind === now.kind && before.asked === now.asked) return undefined;
  return before.kind === 'asks' && now.kind === 'open' ? 'first' : 'said';
}
