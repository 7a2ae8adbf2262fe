import type { JudgedItem } from './facts';

/** What a team lets pass; it is told all the same. */
export const allowances = ['hotfix', 'owned', 'reintroduced', 'secrets', 'unrendered'] as const;
export type Allowance = (typeof allowances)[number];

/** `told`: it stands in the way of nothing. */
export type Weight = 'failure' | 'unjudged' | 'pending' | 'told';

export type FindingKind =
  | 'conflict'
  | 'unsound'
  | 'refuted'
  | 'differs'
  | 'missing'
  | 'hotfix'
  | 'otherValue'
  | 'older'
  | 'overrules'
  | 'settles'
  | 'reintroduced'
  | 'owned'
  | 'secrets'
  | 'gate'
  | 'unrendered'
  | 'unreadable'
  | 'rules'
  | 'unproven'
  | 'replayed'
  | 'nothing'
  | 'doubt';

/** One thing that a person has to know, and what it means for the verdict. */
export interface Finding {
  readonly kind: FindingKind;
  readonly weight: Weight;
  /** In English, one sentence or two; may hold names from outside, so it is escaped where it is shown. */
  readonly said: string;
  /** What it is about. */
  readonly items?: readonly Pick<JudgedItem, 'path' | 'key' | 'document'>[];
}
