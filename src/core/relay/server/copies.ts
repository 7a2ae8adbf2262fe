import type { Clock, Instant } from '../../support/clock';
import { Lru } from '../../support/lru';
import type { RelayEvent } from '../event';
import type { Identity } from '../hooks/delivery';
import { sentIn } from '../hooks/events';
import type { Ring } from '../log/ring';

/** A copy by name comes within so long; relays of one stream know it for as long. */
const namedMs = 10 * 60_000;
/**
 * Without a name the same body is one delivery for so long, where nothing else was heard of what it is about for as long as copies come: an earlier
 * one may have come late.
 */
const sameBodyMs = 30_000;
const mostKept = 100_000;
const batch = 1_000;

interface Taken {
  readonly id: string;
  readonly at: Instant;
  /** When last something else was heard of the same. */
  readonly otherAt: Instant;
}

/**
 * Which deliveries are copies. A body alone may not say when it was made: a branch that moved there, back and there again is told of by three deliveries, of
 * which two may have the same body. A copy under another name is told again: a look too many, where the other way round it is one too few. Source: docs/relay.md, "Webhooks".
 */
export class Copies {
  /** By subject. */
  private readonly newest = new Lru<string, Taken>(mostKept);
  /** By id, of what was taken here. */
  private readonly own = new Lru<string, Instant>(mostKept);
  private place: number;

  constructor(
    private readonly ring: Ring,
    private readonly clock: Clock,
  ) {
    this.place = ring.first;
  }

  /** The id of the newest event about a subject, of this relay or another; empty where none is known. */
  readonly before = (subject: string): string => {
    this.hear();
    return this.newest.get(subject)?.id ?? '';
  };

  /** Whether that event was taken already. */
  has({ id, subject }: RelayEvent, { name }: Identity): boolean {
    this.hear();
    const now = this.clock.now();
    if (Math.abs(now - (this.own.get(id) ?? -Infinity)) < namedMs) return true;
    const newest = name === undefined ? this.newest.get(subject) : undefined;
    if (!newest || sentIn(newest.id) !== sentIn(id)) return false;
    return Math.abs(now - newest.at) < sameBodyMs && Math.abs(now - newest.otherAt) >= namedMs;
  }

  /**
   * Notes an event from the moment on when it is taken.
   * @returns what takes it back, where it came to nothing: whoever sends it again sends no copy
   */
  take({ id, subject }: RelayEvent): () => void {
    const before = this.newest.get(subject);
    const taken = this.note(subject, id, this.clock.now());
    this.own.set(id, taken.at);
    return () => {
      this.own.delete(id);
      if (this.newest.get(subject) !== taken) return;
      if (before) this.newest.set(subject, before);
      else this.newest.delete(subject);
    };
  }

  private note(subject: string, id: string, at: Instant): Taken {
    const before = this.newest.get(subject);
    const isOther = before !== undefined && sentIn(before.id) !== sentIn(id);
    const taken = { id, at, otherAt: isOther ? before.at : (before?.otherAt ?? -Infinity) };
    this.newest.set(subject, taken);
    return taken;
  }

  /** What other relays took meanwhile. */
  private hear(): void {
    for (;;) {
      const since = this.ring.since(this.place, batch);
      if (since.kind !== 'entries') this.place = since.kind === 'tooOld' ? this.ring.first : this.ring.last;
      else if (since.entries.length === 0) return;
      else
        for (const { sequence, id, subject, receivedAt } of since.entries) {
          this.place = sequence;
          if (this.own.get(id) === undefined) this.note(subject, id, receivedAt);
        }
    }
  }
}
