/**
 * What may go wrong with one API server.
 *
 * - `down`: connections are reset, open ones too.
 * - `error500`: every answer is an internal error; open watches stay.
 * - `gone410`: history is compacted now: open watches get a 410, and so does whoever continues from an older version.
 * - `reset`: all open watches break off, once.
 * - `stale`: lists serve the state of the moment when the fault was switched on; watches fall silent and catch up afterwards.
 * - `idle`: watches are half-open: they are accepted, and nothing ever comes, not even a bookmark.
 * - `slow`: every answer waits.
 */
export type ClusterFault =
  | { readonly kind: 'none' | 'down' | 'error500' | 'gone410' | 'reset' | 'stale' | 'idle' }
  | { readonly kind: 'slow'; readonly delayMs: number };

/** The parts of a server that a fault reaches. */
interface Reach {
  dropConnections(): void;
  dropWatches(): void;
  /** Forgets history, and tells open watches and pages so. */
  compact(): void;
  lists: { freeze(): void; thaw(): void };
  watches: { silence: 'none' | 'pause' | 'halfOpen' };
}

/** The fault in force. */
export class FaultSwitch {
  #fault: ClusterFault = { kind: 'none' };

  constructor(private readonly reach: Reach) {}

  get current(): ClusterFault {
    return this.#fault;
  }

  set(fault: ClusterFault): void {
    this.#fault = fault;
    const { lists, watches } = this.reach;
    if (fault.kind === 'stale') lists.freeze();
    else lists.thaw();
    watches.silence = fault.kind === 'stale' ? 'pause' : fault.kind === 'idle' ? 'halfOpen' : 'none';
    if (fault.kind === 'down') this.reach.dropConnections();
    if (fault.kind === 'reset') this.reach.dropWatches();
    if (fault.kind === 'gone410') this.reach.compact();
  }
}
