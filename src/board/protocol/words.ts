import type { RowState } from './board';

/** Every text that the page shows beside what the board says, in the person's language. Places stand in braces. */
export interface PageWords {
  readonly board: string;
  readonly service: string;
  readonly filter: string;
  readonly group: string;
  readonly groups: Readonly<Record<'none' | 'state' | 'owner', string>>;
  /** `By {label}` */
  readonly byLabel: string;
  readonly noLabel: string;
  readonly sort: string;
  readonly sorts: Readonly<Record<'attention' | 'name', string>>;
  readonly density: string;
  readonly densities: Readonly<Record<'comfortable' | 'compact', string>>;
  readonly states: Readonly<Record<RowState | 'other' | 'calm', string>>;
  readonly only: string;
  /** `{shown} of {all} services` */
  readonly shown: string;
  readonly nothingFits: string;
  readonly nothingYet: string;
  readonly clear: string;
  readonly edge: string;
  readonly choose: string;
  readonly absent: string;
  readonly asOf: string;
  readonly ages: Readonly<Record<'now' | 'minutes' | 'hours' | 'days', string>>;
  readonly details: string;
  readonly actions: string;
  readonly close: string;
  readonly loading: string;
  /** What was looked at is not there any more. */
  readonly gone: string;
  readonly noOwner: string;
  readonly promote: PromoteWords;
}

/** The table for promoting many. */
export interface PromoteWords {
  readonly open: string;
  readonly title: string;
  readonly explain: string;
  readonly allFree: string;
  readonly none: string;
  readonly back: string;
  readonly prepare: string;
  /** `{count}` at once at most */
  readonly tooMany: string;
  readonly propose: string;
  readonly train: string;
  readonly stop: string;
  readonly nothing: string;
  readonly columns: Readonly<Record<'chosen' | 'service' | 'path' | 'waits' | 'gates' | 'outcome', string>>;
  readonly asks: string;
  readonly more: string;
  readonly states: Readonly<Record<'waits' | 'preparing' | 'opening', string>>;
  readonly review: string;
  readonly openPullRequest: string;
  readonly preview: string;
  readonly done: string;
}
