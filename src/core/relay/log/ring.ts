import type { RelayEvent } from '../event';
import { repositoryKey } from '../repository';

/** An event at its place in the stream. */
export interface Entry {
  readonly sequence: number;
  /** Of the repository, see `repositoryKey`. */
  readonly key: string;
  /** As one line of JSON: made once for all who get it. */
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** What tells it from another event that may stand at its place: of its `id`, never 0. */
  readonly tag: number;
  readonly id: string;
  readonly subject: string;
}

/** What is to be done for somebody who has heard everything up to a place. */
export type Since =
  | { readonly kind: 'entries'; readonly entries: readonly Entry[] }
  /** Some of what came after it is not kept any more. */
  | { readonly kind: 'tooOld' }
  /** The stream was never there. */
  | { readonly kind: 'ahead' };

/** As many repositories are remembered with the place of their newest event. */
const mostRepositories = 100_000;

/** The newest events in memory, in the order of their places, and no more than so many. */
export class Ring {
  private entries: Entry[] = [];
  /** How many at the beginning of `entries` are dropped already. */
  private dropped = 0;
  private lost: number;
  private newest: number;
  /** Of each repository the place of its newest event, from `wholeFrom` on. */
  private readonly touched = new Map<string, number>();
  private wholeFrom: number;

  /** @param before the place before the first that is put here */
  constructor(
    private readonly limit: number,
    before = 0,
  ) {
    this.lost = before;
    this.newest = before;
    this.wholeFrom = before;
  }

  /** What was before the first event: of each repository the place of its newest, all of them. */
  remember(earlier: Iterable<readonly [string, number]>): void {
    for (const [key, sequence] of earlier) this.touched.set(key, Math.max(sequence, this.touched.get(key) ?? 0));
    this.wholeFrom = 0;
  }

  /** The repositories of which something came after a place; nothing where that is not known whole. */
  changedSince(place: number): ReadonlySet<string> | undefined {
    if (place < this.wholeFrom) return undefined;
    return new Set([...this.touched].flatMap(([key, sequence]) => (sequence > place ? [key] : [])));
  }

  /** The place of the newest event of a repository; where that is not known, one that it does not go beyond. */
  newestOf(key: string): number {
    return this.touched.get(key) ?? this.wholeFrom;
  }

  /** The place of the newest event, or the one before the first. */
  get last(): number {
    return this.newest;
  }

  /** The tag of the event at the newest place; 0 where none is there. */
  get lastTag(): number {
    const entry = this.entries.at(-1);
    return entry?.sequence === this.newest && this.size > 0 ? entry.tag : 0;
  }

  /** The place before the oldest that is kept. */
  get first(): number {
    return this.lost;
  }

  /** Whether another event stands at a place than the one of that tag. Of places that are not kept nobody can tell. */
  isOther(place: number, tag: number): boolean {
    if (tag === 0 || place <= this.lost || place > this.newest) return false;
    const entry = this.entries[this.indexAfter(place) - 1];
    return entry?.sequence !== place || entry.tag !== tag;
  }

  get size(): number {
    return this.entries.length - this.dropped;
  }

  /** At that place, and before it, is nothing more: what stood there is no event. */
  advance(sequence: number): void {
    this.newest = Math.max(this.newest, sequence);
  }

  /** An event whose place is not beyond the newest was here before, and is passed by. */
  put(sequence: number, event: RelayEvent): boolean {
    if (sequence <= this.newest) return false;
    const key = repositoryKey(event.data.repository);
    this.entries.push({
      sequence,
      key,
      text: JSON.stringify(event),
      receivedAt: Date.parse(event.receivedat),
      tag: tagOf(event.id),
      id: event.id,
      subject: event.subject,
    });
    this.newest = sequence;
    this.touch(key, sequence);
    if (this.size > this.limit) {
      this.lost = this.entries[this.dropped]?.sequence ?? this.lost;
      this.dropped++;
    }
    // Now and then, so that each event is moved a few times at most.
    if (this.dropped > 1_000 + this.limit / 4) {
      this.entries = this.entries.slice(this.dropped);
      this.dropped = 0;
    }
    return true;
  }

  /** @param most so many at once, so that one who is far behind holds up nobody */
  since(place: number, most: number): Since {
    if (place < this.lost) return { kind: 'tooOld' };
    if (place > this.newest) return { kind: 'ahead' };
    const from = this.indexAfter(place);
    return { kind: 'entries', entries: this.entries.slice(from, from + most) };
  }

  private touch(key: string, sequence: number): void {
    if (this.touched.size >= mostRepositories && !this.touched.has(key)) {
      this.touched.clear();
      this.wholeFrom = sequence - 1;
    }
    this.touched.set(key, sequence);
  }

  private indexAfter(place: number): number {
    let [low, high] = [this.dropped, this.entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.entries[middle]?.sequence ?? Infinity) <= place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** FNV-1a of the `id` of an event; never 0. */
export function tagOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index++) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return hash >>> 0 || 1;
}
