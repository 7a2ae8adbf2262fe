import type { Tone } from '../../pages/protocol/said';

/** One fact as it is drawn: a shape, a tone and words, so that colour is never the only sign. */
export interface Look {
  /** A codicon's name. */
  readonly icon: string;
  readonly tone: Tone;
  readonly label: string;
}

/** A fact of which only the sign is drawn: its words stand in the sentences of its row. */
export type Mark = Pick<Look, 'icon' | 'tone'>;

/** What rows can be filtered by; a row is in all the states of its cells. */
export const rowStates = ['attention', 'failing', 'drifted', 'waiting', 'stuck', 'open', 'unknown'] as const;
export type RowState = (typeof rowStates)[number];

/** One service in one environment. */
export interface EnvironmentCell {
  readonly kind: 'environment';
  /** `service/environment` */
  readonly id: string;
  /** The gravest of all that is known, as in the tree. */
  readonly look: Look;
  /** The version of what runs; a short revision where no image is known. */
  readonly version: string;
  /**
   * `runs`: that is what the cluster says. `ran`: it said so when it was last seen. `branch`: what runs is not known, and
   * this is what the branch says.
   */
  readonly basis: 'runs' | 'ran' | 'branch' | 'unknown';
  /** What the commit that is shown did; empty where none is known to be it. */
  readonly subject: string;
  /** Pipeline, health and drift. */
  readonly facts: readonly Mark[];
  /** What asks for attention, in a few words; empty where nothing does. */
  readonly words: string;
  /** When what is shown was committed, in ms since 1970. */
  readonly changedAt?: number;
  /** When the oldest of the facts was seen. */
  readonly seenAt?: number;
  /** How much older than that it may be, where that is not as everywhere. */
  readonly staleAfterMs?: number;
  readonly states: readonly RowState[];
}

/** One promotion path of one service. */
export interface EdgeCell {
  readonly kind: 'edge';
  /** `service/from>to` */
  readonly id: string;
  readonly look: Look;
  /** Open pull requests: `#12`. */
  readonly open: string;
  /** What the gates come to, where something waits. */
  readonly gates?: Look;
  readonly choice: EdgeChoice;
  readonly states: readonly RowState[];
}

/**
 * Whether it may be chosen for being promoted with others. `free`: something waits, and its gates have passed. `asks`:
 * something waits, and a person should look first. `none`: nothing waits, or it takes a decision of its own.
 */
export type EdgeChoice = 'free' | 'asks' | 'none';

export type BoardCell = EnvironmentCell | EdgeCell;

export type BoardColumn =
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'edge'; readonly from: string; readonly to: string };

/** What stands at the head of a row. */
export interface RowHead {
  readonly service: string;
  /** Whose repository it is: an organisation or a folder; empty where its address does not say. */
  readonly owner: string;
  /** By key, as the catalog has them; left out where it has none. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly look: Look;
  readonly words: string;
  /** To sort by: what asks more has more. */
  readonly rank: number;
}

/**
 * The sentences of a row for a screen reader, and for whoever rests on it: they are the most of it by far, and told of those
 * rows alone that are seen.
 */
export interface RowSpoken {
  readonly service: string;
  readonly head: string;
  /** One for each column; empty where the service has no such environment or path. */
  readonly cells: readonly string[];
}

/** One service; a cell for each column, nothing where the service has no such environment or path. */
export interface BoardRow {
  readonly head: RowHead;
  readonly cells: readonly (BoardCell | null)[];
}

/** All that is drawn: services × environments in promotion order, and between them what waits. */
export interface Board {
  readonly columns: readonly BoardColumn[];
  readonly rows: readonly BoardRow[];
  /** Troubles of the whole, such as a catalog that cannot be read. */
  readonly problems: readonly Look[];
}
