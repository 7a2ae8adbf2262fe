import { ApiError, expired } from '../model/errors';
import { groupVersion, type Kind } from '../model/kinds';
import type { JsonObject, KubeObject } from '../model/object';
import type { Change, Store } from '../model/store';
import type { Request } from './request';
import { selectorOf, type Predicate } from './selectors';

/** Where a watch's lines go. */
export interface Stream {
  write(line: string): unknown;
  end(): unknown;
  /** Breaks the connection off without an end. */
  destroy(): unknown;
}

interface Watch {
  readonly kind: Kind;
  readonly matches: Predicate;
  readonly stream: Stream;
  readonly timers: NodeJS.Timeout[];
  /** The version up to which changes were told. */
  cursor: number;
  /** A half-open connection: nothing reaches the client any more. */
  dead: boolean;
}

export type Silence = 'none' | 'pause' | 'halfOpen';

/** All open watches of one server. */
export class Watches {
  readonly #open = new Set<Watch>();
  readonly #unsubscribe: () => void;
  #silence: Silence = 'none';

  constructor(
    private readonly store: Store,
    private readonly bookmarkMs: number,
  ) {
    this.#unsubscribe = store.onChange(({ kind }) => this.#advanceAll(kind));
  }

  get size(): number {
    return this.#open.size;
  }

  /** Reads what is asked, or throws 400; the returned function starts the watch, and its result ends it when the client has gone. */
  prepare(request: Request): (stream: Stream) => () => void {
    const { kind, namespace, query } = request;
    const selected = selectorOf(query);
    const asked = query.get('resourceVersion') ?? '';
    if (!/^\d*$/.test(asked)) throw new ApiError(500, '', `resourceVersion: Invalid value: ${JSON.stringify(asked)}`);
    const fromNow = asked === '' || asked === '0' || query.get('sendInitialEvents') === 'true';
    const matches: Predicate = (object) =>
      (namespace === undefined || object.metadata.namespace === namespace) && selected(object);
    return (stream) => {
      const cursor = fromNow ? this.store.version : Number(asked);
      const watch: Watch = { kind, matches, stream, timers: [], cursor, dead: this.#silence === 'halfOpen' };
      this.#open.add(watch);
      if (fromNow) this.#tellInitial(watch, query);
      this.#advance(watch);
      if (this.#open.has(watch)) this.#schedule(watch, query);
      return () => this.#close(watch);
    };
  }

  /** `pause` holds changes back until it ends; `halfOpen` loses them, for open watches and for those opened meanwhile. */
  set silence(silence: Silence) {
    this.#silence = silence;
    for (const watch of [...this.#open]) {
      if (silence === 'halfOpen') watch.dead = true;
      else this.#advance(watch);
    }
  }

  dropAll(): void {
    for (const watch of [...this.#open]) {
      this.#close(watch);
      watch.stream.destroy();
    }
  }

  /** History is forgotten, and whoever has heard all of it goes on. */
  keepUp(): void {
    for (const watch of this.#open) if (this.#silence === 'none') watch.cursor = this.store.version;
  }

  /** Ends all with 410. */
  expireAll(): void {
    for (const watch of [...this.#open]) this.#fail(watch, expired(String(watch.cursor), this.store.version));
  }

  stop(): void {
    this.#unsubscribe();
    this.dropAll();
  }

  #tellInitial(watch: Watch, query: URLSearchParams): void {
    if (query.get('sendInitialEvents') === 'false') return;
    for (const object of this.store.list(watch.kind)) if (watch.matches(object)) tell(watch, 'ADDED', object);
    if (query.get('sendInitialEvents') === 'true') this.#bookmark(watch, { 'k8s.io/initial-events-end': 'true' });
  }

  #schedule(watch: Watch, query: URLSearchParams): void {
    const bookmarks = query.get('allowWatchBookmarks') === 'true';
    if (bookmarks) watch.timers.push(setInterval(() => this.#bookmark(watch), this.bookmarkMs));
    const timeout = Number(query.get('timeoutSeconds') ?? 0);
    if (timeout <= 0) return;
    const end = (): void => {
      this.#close(watch);
      watch.stream.end();
    };
    watch.timers.push(setTimeout(end, timeout * 1000));
  }

  #bookmark(watch: Watch, annotations?: Record<string, string>): void {
    if (this.#silence !== 'none') return;
    tell(watch, 'BOOKMARK', {
      kind: watch.kind.kind,
      apiVersion: groupVersion(watch.kind),
      metadata: {
        resourceVersion: String(this.store.version),
        creationTimestamp: null,
        ...(annotations ? { annotations } : {}),
      },
    });
  }

  #advanceAll(kind: Kind): void {
    for (const watch of [...this.#open]) if (watch.kind === kind) this.#advance(watch);
  }

  #advance(watch: Watch): void {
    if (this.#silence === 'pause' || !this.#open.has(watch)) return;
    try {
      for (const change of this.store.since(watch.kind, watch.cursor)) {
        watch.cursor = change.version;
        tellChange(watch, change);
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#fail(watch, error);
    }
  }

  #fail(watch: Watch, error: ApiError): void {
    tell(watch, 'ERROR', error.status());
    this.#close(watch);
    watch.stream.end();
  }

  #close(watch: Watch): void {
    this.#open.delete(watch);
    for (const timer of watch.timers) clearTimeout(timer);
  }
}

/** An object that begins or ceases to match the selector appears or disappears. */
function tellChange(watch: Watch, { type, object, previous }: Change): void {
  const was = previous !== undefined && watch.matches(previous);
  const is = type !== 'DELETED' && watch.matches(object);
  if (is) tell(watch, was ? 'MODIFIED' : 'ADDED', object);
  else if (was) tell(watch, 'DELETED', object);
}

function tell(watch: Watch, type: string, object: KubeObject | JsonObject): void {
  if (!watch.dead) watch.stream.write(`${JSON.stringify({ type, object })}\n`);
}
