import type { FleetChange, FleetSnapshot } from '../../core/fleet/state/snapshot';
import type { Board } from '../../board/protocol/board';
import { differences, type Change } from '../../board/protocol/differences';
import { boardOf, boardWith } from './model/board';

/** Keeps what the page was told last, and says what it has to be told now: of one cell that changed, one cell. */
export class BoardSender {
  private sent: Board | undefined;

  /** The whole, for a page that knows nothing yet. */
  whole(snapshot: FleetSnapshot, now: number): Board {
    return (this.sent = boardOf(snapshot, now));
  }

  /** What is other than it was told; only the rows of services that changed are made anew. */
  changed({ snapshot, cells, edges, shape }: FleetChange, now: number): readonly Change[] {
    if (!this.sent) return [];
    const services = new Set([...cells, ...edges].map((id) => id.slice(0, id.lastIndexOf('/'))));
    return this.tell(shape ? boardOf(snapshot, now) : boardWith(this.sent, services, snapshot, now));
  }

  /** What is other by time alone: a gate that has opened, a freeze that has begun. */
  elapsed(snapshot: FleetSnapshot, now: number): readonly Change[] {
    return this.sent ? this.tell(boardOf(snapshot, now)) : [];
  }

  private tell(next: Board): readonly Change[] {
    const changes = this.sent ? differences(this.sent, next) : [];
    this.sent = next;
    return changes;
  }
}
