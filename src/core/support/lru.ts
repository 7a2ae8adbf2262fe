/**
 * Room that caches share. When it is full, what was not used for longest goes, whosever it is: hundreds of repositories
 * together keep no more than one may, and those that move keep the most of it.
 */
export class Room {
  /** In the order of the time up to which their use is known; what was used since is marked ("second chance"). */
  private readonly entries = new Set<Entry>();
  private used = 0;

  constructor(private readonly limit: number) {}

  put(entry: Entry): void {
    this.entries.add(entry);
    this.used += entry.weight;
    for (const oldest of this.entries) {
      if (this.used <= this.limit) break;
      if (oldest.used) this.again(oldest);
      else oldest.cache.delete(oldest.key);
    }
  }

  private again(entry: Entry): void {
    entry.used = false;
    this.entries.delete(entry);
    this.entries.add(entry);
  }

  take(entry: Entry): void {
    if (this.entries.delete(entry)) this.used -= entry.weight;
  }
}

interface Entry {
  readonly cache: { delete(key: unknown): void };
  readonly key: unknown;
  readonly weight: number;
  used: boolean;
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

  set(key: K, value: V, weight = 1): void {
    this.delete(key);
    const entry = { cache: this, key, value, weight, used: false };
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
