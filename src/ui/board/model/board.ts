import { partsOf } from '../../../core/fleet/state/byService';
import { cellId, edgeId, type FleetProblem, type FleetSnapshot } from '../../../core/fleet/state/snapshot';
import type { Service } from '../../../core/catalog/catalog';
import { parseRemote } from '../../../core/forge/remote';
import type { Board, BoardCell, BoardColumn, BoardRow, Look, RowSpoken } from '../../../board/protocol/board';
import { summarise } from '../../tree/summary';
import { gravity } from '../../words/aspect';
import { say } from '../../words/say';
import { columnsOf } from './columns';
import { environmentCell, environmentSpoken } from './cell';
import { edgeCell, edgeSpoken } from './edge';

/** The board of a snapshot. Pure: what is shown on the page is this, and nothing else. */
export function boardOf(snapshot: FleetSnapshot, now: number): Board {
  const services = snapshot.catalog?.services ?? [];
  const columns = columnsOf(services);
  const troubles = troublesOf(snapshot);
  return {
    columns,
    rows: services.map((service) => rowOf(service, columns, { snapshot, trouble: troubles.get(service.name), now })),
    problems: problemsOf(snapshot),
  };
}

/** The board with the rows of these services made anew. The catalog has to be that of the board. */
export function boardWith(board: Board, services: ReadonlySet<string>, snapshot: FleetSnapshot, now: number): Board {
  const known = new Map(snapshot.catalog?.services.map((service) => [service.name, service]));
  const troubles = troublesOf(snapshot);
  const rows = board.rows.map((row) => {
    const service = services.has(row.head.service) ? known.get(row.head.service) : undefined;
    return service ? rowOf(service, board.columns, { snapshot, trouble: troubles.get(service.name), now }) : row;
  });
  return { ...board, rows };
}

/** The sentences of one row; nothing where there is no such service any more. */
export function spokenRow(
  name: string,
  columns: readonly BoardColumn[],
  snapshot: FleetSnapshot,
  now: number,
): RowSpoken | undefined {
  const service = snapshot.catalog?.services.find((one) => one.name === name);
  if (!service) return undefined;
  const { edges } = partsOf(snapshot, name);
  const trouble = troublesOf(snapshot).get(name);
  const said = (column: BoardColumn): string => {
    const { cell, edge } = at(column, service, snapshot);
    if (cell) return environmentSpoken(cell, { edges, trouble });
    return edge ? edgeSpoken(edge, snapshot.cells, now) : '';
  };
  const { spoken } = summaryOf(name, snapshot, trouble);
  return { service: name, head: `${name}. ${spoken}`, cells: columns.map(said) };
}

/** What of a service stands in a column. */
function at(column: BoardColumn, { name }: Service, { cells, edges }: FleetSnapshot) {
  return column.kind === 'environment'
    ? { cell: cells.get(cellId(name, column.name)) }
    : { edge: edges.get(edgeId(name, column.from, column.to)) };
}

function summaryOf(service: string, snapshot: FleetSnapshot, trouble: FleetProblem | undefined) {
  return summarise({
    ...partsOf(snapshot, service),
    troubleOf: () => trouble,
    nameOf: ({ environment }) => environment.name,
  });
}

interface Seen {
  readonly snapshot: FleetSnapshot;
  readonly trouble: FleetProblem | undefined;
  readonly now: number;
}

function rowOf(service: Service, columns: readonly BoardColumn[], { snapshot, trouble, now }: Seen): BoardRow {
  const { edges } = partsOf(snapshot, service.name);
  const { words, look } = summaryOf(service.name, snapshot, trouble);
  const drawn = (column: BoardColumn): BoardCell | null => {
    const { cell, edge } = at(column, service, snapshot);
    if (cell) return environmentCell(cell, { edges, trouble });
    return edge ? edgeCell(edge, snapshot.cells, now) : null;
  };
  return {
    head: {
      service: service.name,
      owner: ownerOf(service),
      ...(service.labels && { labels: service.labels }),
      look: { icon: look.icon, tone: look.severity, label: look.sentence },
      words,
      rank: gravity(look),
    },
    cells: columns.map(drawn),
  };
}

function troublesOf({ problems }: FleetSnapshot): ReadonlyMap<string, FleetProblem> {
  return new Map(problems.map((problem) => [problem.subject, problem]));
}

/** That of a service stands in its row. */
function problemsOf({ problems, catalog }: FleetSnapshot): readonly Look[] {
  const services = new Set(catalog?.services.map(({ name }) => name));
  return problems
    .filter(({ subject }) => !services.has(subject))
    .map(({ subject, severity, said }) => ({ icon: severity, tone: severity, label: `${subject}: ${say(said)}` }));
}

/** The organisation, group or user of the repository; nothing for a folder. */
function ownerOf({ repository }: Service): string {
  return parseRemote(repository)?.path.slice(0, -1).join('/') ?? '';
}
