import type { BoardCell, BoardRow, RowSpoken } from '../protocol/board';

/** What is said of a row's head or cell; until its sentences have come, what stands there. */
export function headSpoken({ head }: BoardRow, spoken: RowSpoken | undefined): string {
  return spoken?.head ?? `${head.service}. ${head.words}`;
}

/** The same of a cell. */
export function cellSpoken(cell: BoardCell | null, at: number, spoken: RowSpoken | undefined): string {
  return spoken?.cells[at] ?? (cell ? plainly(cell) : '');
}

function plainly(cell: BoardCell): string {
  const place = cell.id.replace('/', ', ').replace('>', ' → ');
  const shown = cell.kind === 'edge' ? [cell.look.label, cell.open] : [cell.look.label, cell.version, cell.words];
  return `${place}. ${shown.filter((text) => text !== '').join(' ')}`;
}

/** Asks once for the sentences of each row that has come into view. */
export class SpokenRows {
  private readonly asked = new Set<string>();

  constructor(private readonly ask: (services: readonly string[]) => void) {}

  /** @param services those that are drawn */
  seen(services: readonly string[], known: ReadonlyMap<string, RowSpoken>): void {
    const wanted = services.filter((service) => !known.has(service) && !this.asked.has(service));
    if (wanted.length === 0) return;
    for (const service of wanted) this.asked.add(service);
    this.ask(wanted);
  }
}
