/**
 * Room that caches share. When it is full, what was not used for longest goes, whosever it is: hundreds of repositories
 * together keep no more than one may, and those that move keep the most of it.
 */
export class Room {
  /** A chain in the order of the time up to which their use is known; what was used since is marked ("second chance"). */
  private oldest: Entry | undefined;
  private newest: Entry | undefined;
  private used = 0;

  constructor(private readonly limit: number) {}

  /** What all in it weighs. */
  get held(): number {
    return this.used;
  }

  put(entry: Entry): void {
    this.append(entry);
    this.used += typeof entry.weight === 'number' ? entry.weight : entry.weight.enter();
    // What came last stays, also where it is more than all of the room: whoever reads it will ask again.
    for (let oldest = this.oldest; oldest && oldest !== entry && this.used > this.limit; oldest = this.oldest) {
      if (oldest.used) this.again(oldest);
      else oldest.cache.delete(oldest.key);
    }
  }

  take(entry: Entry): void {
    this.unlink(entry);
    this.used -= typeof entry.weight === 'number' ? entry.weight : entry.weight.leave();
  }

  private again(entry: Entry): void {
    entry.used = false;
    this.unlink(entry);
    this.append(entry);
  }

  private append(entry: Entry): void {
    entry.previous = this.newest;
    if (this.newest) this.newest.next = entry;
    else this.oldest = entry;
    this.newest = entry;
  }

  private unlink(entry: Entry): void {
    const { previous, next } = entry;
    [entry.previous, entry.next] = [undefined, undefined];
    if (previous) previous.next = next;
    else this.oldest = next;
    if (next) next.previous = previous;
    else this.newest = previous;
  }
}

/** Of what holds something that others in the room hold as well: whoever comes first brings it, and it goes with the last. */
export interface SharedWeight {
  /** What comes with it; asked once, when it comes in. */
  enter(): number;
  /** What goes with it; asked once, when it goes. */
  leave(): number;
}

/** Linked to its neighbours: the oldest of a set is found only past all that left it before. */
interface Entry {
  readonly cache: { delete(key: unknown): void };
  readonly key: unknown;
  readonly weight: number | SharedWeight;
  used: boolean;
  previous: Entry | undefined;
  next: Entry | undefined;
}

/** Keeps what was used, up to a total weight: of its own, or of all that share a room. */
export class Lru<K, V> {
  private readonly entries = new Map<unknown, Entry & { readonly value: V }>();
  private readonly room: Room;

  constructor(room: Room | number) {
    this.room = typeof room === 'number' ? new Room(room) : room;
  }

  get(key: K): V | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    entry.used = true;
    return entry.value;
  }

  set(key: K, value: V, weight: number | SharedWeight = 1): void {
    this.delete(key);
    const entry = { cache: this, key, value, weight, used: false, next: undefined, previous: undefined };
    this.entries.set(key, entry);
    this.room.put(entry);
  }

  delete(key: unknown): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    this.room.take(entry);
  }

  clear(): void {
    for (const key of [...this.entries.keys()]) this.delete(key);
  }
}
