import type { BoardRow, RowState } from './board';

export const groupings = ['none', 'state', 'owner'] as const;
export const sortings = ['attention', 'name'] as const;
export const densities = ['comfortable', 'compact'] as const;

/** By what else services are grouped than by a label of theirs. */
export type BoardGrouping = (typeof groupings)[number] | `label:${string}`;

/** How a person wants the board; remembered for the workspace. */
export interface BoardView {
  readonly group: BoardGrouping;
  readonly sort: (typeof sortings)[number];
  readonly density: (typeof densities)[number];
  readonly text: string;
  /** Only rows in one of these; all where none is named. */
  readonly states: readonly RowState[];
}

export const usualView: BoardView = { group: 'none', sort: 'attention', density: 'comfortable', text: '', states: [] };

/** A line of the grid: the title of a group, or a service by the place of its row. */
export type Line =
  | { readonly kind: 'group'; readonly key: string; readonly name: GroupName; readonly count: number }
  | { readonly kind: 'row'; readonly key: string; readonly at: number; readonly row: BoardRow };

/** A group by a state, or by a name as it is: an owner's, or a label's; empty for those that have none. */
export type GroupName =
  | { readonly kind: 'state'; readonly state: RowState | 'other' | 'calm' }
  | { readonly kind: 'owner' | 'label'; readonly name: string };

/** In the person's language; made once, since it costs more than to compare. */
const collator = new Intl.Collator();

const labelled = 'label:';

/** The keys by which services can be grouped, in the order of the alphabet. */
export function labelKeys(rows: readonly BoardRow[]): readonly string[] {
  return [...new Set(rows.flatMap(({ head: { labels = {} } }) => Object.keys(labels)))].sort(collator.compare);
}

function labelOf({ head: { labels = {} } }: BoardRow, key: string): string {
  return Object.hasOwn(labels, key) ? (labels[key] ?? '') : '';
}

const known = new WeakMap<BoardRow, ReadonlySet<RowState>>();

/** The states of a row: those of all its cells. A row that changes is another one. */
export function statesOf(row: BoardRow): ReadonlySet<RowState> {
  const states = known.get(row) ?? new Set(row.cells.flatMap((cell) => cell?.states ?? []));
  known.set(row, states);
  return states;
}

/** How many rows are in each state. */
export function countStates(rows: readonly BoardRow[]): Readonly<Record<RowState, number>> {
  const counts: Record<RowState, number> = {
    attention: 0,
    failing: 0,
    drifted: 0,
    waiting: 0,
    stuck: 0,
    open: 0,
    unknown: 0,
  };
  for (const row of rows) for (const state of statesOf(row)) counts[state] += 1;
  return counts;
}

/** The lines to draw: filtered, sorted and grouped. */
export function arranged(rows: readonly BoardRow[], view: BoardView): readonly Line[] {
  const wanted = view.text.trim().toLowerCase().split(/\s+/);
  const lines = rows
    .map((row, at): Line & { kind: 'row' } => ({ kind: 'row', key: `row:${row.head.service}`, at, row }))
    .filter(({ row }) => isWanted(row, wanted, view.states));
  const sorted = lines.sort(view.sort === 'attention' ? byRank : byName);
  if (view.group === 'none') return sorted;
  const groups = new Map<string, { name: GroupName; lines: Line[] }>();
  for (const line of sorted) {
    const name = groupOf(line.row, view.group);
    const key = `group:${name.kind === 'state' ? name.state : name.name}`;
    const group = groups.get(key) ?? { name, lines: [] };
    group.lines.push(line);
    groups.set(key, group);
  }
  return [...groups]
    .sort(([, one], [, other]) => orderOf(one.name, other.name))
    .flatMap(([key, { name, lines: own }]): readonly Line[] => [
      { kind: 'group', key, name, count: own.length },
      ...own,
    ]);
}

type RowLine = Line & { kind: 'row' };

/** Every word has to stand somewhere in what the row says. */
function isWanted(row: BoardRow, words: readonly string[], states: readonly RowState[]): boolean {
  if (states.length > 0) {
    const own = statesOf(row);
    if (!states.some((state) => own.has(state))) return false;
  }
  if (words.every((word) => word === '')) return true;
  const { service, owner, words: said, labels = {} } = row.head;
  const marks = Object.entries(labels).map(([key, value]) => `${key}:${value}`);
  const text = [service, owner, said, ...marks, ...row.cells.flatMap(cellText)].join(' ').toLowerCase();
  return words.every((word) => text.includes(word));
}

function cellText(cell: BoardRow['cells'][number]): readonly string[] {
  if (!cell) return [];
  return cell.kind === 'environment' ? [cell.version, cell.subject, cell.words] : [cell.look.label, cell.open];
}

function byRank(one: RowLine, other: RowLine): number {
  return other.row.head.rank - one.row.head.rank || byName(one, other);
}

function byName(one: RowLine, other: RowLine): number {
  return collator.compare(one.row.head.service, other.row.head.service);
}

/** By the first state that a row is in. There is nothing to do only where all is known, and is as it should be. */
function groupOf(row: BoardRow, group: Exclude<BoardGrouping, 'none'>): GroupName {
  if (group === 'owner') return { kind: 'owner', name: row.head.owner };
  if (group !== 'state') return { kind: 'label', name: labelOf(row, group.slice(labelled.length)) };
  const own = statesOf(row);
  return { kind: 'state', state: grouped.find((state) => own.has(state)) ?? (isCalm(row) ? 'calm' : 'other') };
}

const grouped: readonly RowState[] = ['failing', 'drifted', 'attention', 'stuck', 'open', 'waiting', 'unknown'];
const groupOrder: readonly (RowState | 'other' | 'calm')[] = [...grouped, 'other', 'calm'];

function isCalm({ head, cells }: BoardRow): boolean {
  const looks = [head.look, ...cells.flatMap((cell) => cell?.look ?? [])];
  return looks.every(({ tone }) => tone === 'fine' || tone === 'busy');
}

function orderOf(one: GroupName, other: GroupName): number {
  if (one.kind === 'state' || other.kind === 'state') return placeOf(one) - placeOf(other);
  // Those that have none stand last.
  return Number(one.name === '') - Number(other.name === '') || collator.compare(one.name, other.name);
}

function placeOf(name: GroupName): number {
  return name.kind === 'state' ? groupOrder.indexOf(name.state) : 0;
}
