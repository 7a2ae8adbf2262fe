import type { FleetChange, FleetSnapshot } from '../../core/fleet/state/snapshot';
import type { Board, RowSpoken } from '../../board/protocol/board';
import { differences, isSame, type Change } from '../../board/protocol/differences';
import { boardOf, boardWith, spokenRow } from './model/board';
import { growsByItself } from './model/edge';

/** What the page has to be told. */
export interface Told {
  readonly changes: readonly Change[];
  /** The sentences of rows that it has asked for, and that are others now. */
  readonly spoken: readonly RowSpoken[];
}

const nothing: Told = { changes: [], spoken: [] };

/** Keeps what the page was told last, and says what it has to be told now: of one cell that changed, one cell. */
export class BoardSender {
  private sent: Board | undefined;
  private readonly spoken = new Map<string, RowSpoken>();

  /** The whole, for a page that knows nothing yet. */
  whole(snapshot: FleetSnapshot, now: number): Board {
    this.spoken.clear();
    return (this.sent = boardOf(snapshot, now));
  }

  /** The sentences of rows that the page shows; from then on it is told when they change. */
  seen(services: readonly string[], snapshot: FleetSnapshot, now: number): readonly RowSpoken[] {
    return this.sentences(services, snapshot, now);
  }

  /** What is other than it was told; only the rows of services that changed are made anew. */
  changed({ snapshot, cells, edges, shape }: FleetChange, now: number): Told {
    if (!this.sent) return nothing;
    const services = new Set([...cells, ...edges].map((id) => id.slice(0, id.lastIndexOf('/'))));
    const changes = this.tell(shape ? boardOf(snapshot, now) : boardWith(this.sent, services, snapshot, now));
    const spoken = [...(shape ? this.spoken.keys() : services)].filter((service) => this.spoken.has(service));
    return { changes, spoken: this.sentences(spoken, snapshot, now) };
  }

  /** What is other by time alone: a gate that has opened, a freeze that has begun. Nothing else is made anew. */
  elapsed(snapshot: FleetSnapshot, now: number): Told {
    if (!this.sent) return nothing;
    const growing = [...snapshot.edges.values()].filter(growsByItself);
    const services = new Set(growing.map(({ service }) => service.name));
    if (services.size === 0) return nothing;
    const changes = this.tell(boardWith(this.sent, services, snapshot, now));
    const spoken = [...services].filter((service) => this.spoken.has(service));
    return { changes, spoken: this.sentences(spoken, snapshot, now) };
  }

  /** Those that are other than they were told. */
  private sentences(services: readonly string[], snapshot: FleetSnapshot, now: number): readonly RowSpoken[] {
    const { sent } = this;
    if (!sent) return [];
    return services.flatMap((service) => {
      const row = spokenRow(service, sent.columns, snapshot, now);
      if (!row) this.spoken.delete(service);
      if (!row || isSame(this.spoken.get(service), row)) return [];
      this.spoken.set(service, row);
      return [row];
    });
  }

  private tell(next: Board): readonly Change[] {
    const changes = this.sent ? differences(this.sent, next) : [];
    this.sent = next;
    return changes;
  }
}
