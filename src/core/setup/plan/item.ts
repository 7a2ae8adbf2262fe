import type { Message } from '../../support/message';

/** What is set up. Each is made by one step, in this order. */
export type Part =
  | { readonly kind: 'content' }
  | { readonly kind: 'repository' }
  | { readonly kind: 'branches' }
  | { readonly kind: 'defaultBranch' }
  | { readonly kind: 'protection'; readonly branch: string }
  | { readonly kind: 'webhook' }
  | { readonly kind: 'catalog' }
  | { readonly kind: 'access'; readonly file: string };

/**
 * `there`: as it is wished. `make`: it is not there, and can be made. `differs`: something else is there, which is never
 * changed. `cannot`: it is not there, and cannot be made. `unknown`: nobody can tell, so nothing is made.
 */
export type Standing = 'there' | 'make' | 'differs' | 'cannot' | 'unknown';

export interface Item {
  readonly part: Part;
  readonly standing: Standing;
  /** What differs, what is in the way, what nobody can tell. */
  readonly said: readonly Message[];
}

export function partName(part: Part): string {
  if (part.kind === 'protection') return `protection ${part.branch}`;
  return part.kind === 'access' ? `access ${part.file}` : part.kind;
}
