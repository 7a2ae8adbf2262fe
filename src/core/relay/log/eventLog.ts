import type { Event } from '../../support/emitter';
import type { RelayEvent } from '../event';
import type { FactStore } from '../facts/factStore';
import type { Positions } from './position';
import type { Ring } from './ring';

/**
 * What became of an event. `kept`: it will be stored as soon as that is possible; `refused`: there is no room to keep it.
 */
export type Stored = 'stored' | 'duplicate' | 'kept' | 'refused';

/** Where events are kept, in one order for all who listen. */
export interface EventLog {
  readonly positions: Positions;
  /** The newest of them, from which every subscriber is served. */
  readonly ring: Ring;
  /** Something was put into the ring. */
  readonly onDidAppend: Event<void>;
  /** Whether events can be stored and heard now. */
  readonly isReady: boolean;
  /** Events that were taken and are not stored yet. */
  readonly waiting: number;
  append(event: RelayEvent): Promise<Stored>;
  /** Where what relays of this log read is kept. @throws where it cannot be opened */
  openFacts(): Promise<FactStore>;
  close(): Promise<void>;
}
