import type { Clock, Instant } from '../../support/clock';
import { delay } from '../../support/deadline';
import type { Disposable } from '../../support/disposable';
import type { Log } from '../../support/log';
import { message } from '../../support/message';
import type { Connection } from '../connection';
import { Backoff } from '../connection/backoff';
import { collectionPath } from '../connection/discovery';
import { asClusterError, unknownOf, type ClusterError } from '../connection/failure';
import { everywhere, kindKey, type KindState } from '../live';
import type { Timings } from '../timings';
import { readEvent } from './event';
import { askedOf, isGone, list, type Scope } from './list';
import { noNamespace, ObjectStore } from './objectStore';

/** What is said of what no list has shown so far. */
export const notRead: KindState = { kind: 'unknown', reason: 'pending', said: message('Not read yet.') };
const nowhere: ReadonlySet<string> = new Set();

export interface KindWatchOptions {
  readonly cluster: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly timings: Timings;
  readonly log: Log;
  readonly onChange: (what: KindChange) => void;
  /** A list or a watch failed, each time it does. */
  readonly onFailure?: (failure: ClusterError) => void;
}

/**
 * `objects`: something is another in these namespaces, or in all. `listed`: what a list of all keeps has been read.
 * Of those that it was asked to keep, `unread` hold what cannot be read. `confirmed`: all is as it was, and was looked at once more.
 */
export type KindChange =
  | { readonly kind: 'objects'; readonly namespaces: ReadonlySet<string> | 'all' }
  | { readonly kind: 'listed'; readonly kept: ReadonlySet<string>; readonly unread: ReadonlySet<string> }
  | { readonly kind: 'confirmed' };

/**
 * One kind in one namespace, or in the whole cluster, kept up to date: a list, then a watch that continues from its
 * version, again and again. Where the connection has no watch left to give, it lists from time to time.
 * Source: Kubernetes API concepts, "Efficient detection of changes".
 */
export class KindWatch implements Disposable {
  private readonly store = new ObjectStore();
  private readonly ended = new AbortController();
  private readonly backoff: Backoff;
  /** Ends whatever the loop waits for, so that it starts over. */
  private nudge = new AbortController();
  /** Where the watch continues; undefined where a list is due. */
  private version: string | undefined;
  private listedAt: Instant = 0;
  /** When a list or a line of a watch, a bookmark too, was the last to say something. */
  private heardAt: Instant = 0;
  private confirmedAt: Instant | undefined;
  private failure: ClusterError | undefined;
  /** Of which namespaces the last list of all kept objects. */
  private kept: ReadonlySet<string> | undefined;
  private isListing = false;
  private readonly cached = new Map<string, KindState>();

  constructor(
    private readonly connection: Connection,
    private readonly scope: Scope,
    private readonly options: KindWatchOptions,
  ) {
    const { backoffBaseMs, backoffCapMs } = options.timings;
    this.backoff = new Backoff(backoffBaseMs, backoffCapMs, options.random);
    void this.run();
  }

  /** What is known now of a namespace; the same value until something changes there. */
  state(namespace: string): KindState {
    const known = this.cached.get(namespace);
    if (known) return known;
    const state = this.currentState(namespace);
    this.cached.set(namespace, state);
    return state;
  }

  /** The server does not let it be read, or does not have it. */
  get isRefused(): boolean {
    return this.failure?.reason === 'forbidden' || this.failure?.reason === 'missing';
  }

  /** Reads everything anew, at once; a list that is under way is enough. */
  refresh(): void {
    if (this.isListing) return;
    this.version = undefined;
    this.backoff.reset();
    this.startOver();
  }

  /** How the connection stands has changed: what is said while nothing is known may be another. */
  connectionChanged(): void {
    if (this.confirmedAt === undefined) this.cached.clear();
  }

  dispose(): void {
    this.ended.abort();
  }

  private async run(): Promise<void> {
    while (!this.isEnded()) {
      const signal = AbortSignal.any([this.ended.signal, this.nudge.signal]);
      try {
        await this.cycle(signal);
      } catch (error) {
        await this.afterFailure(error, signal).catch(() => undefined); // ended or nudged while waiting
      }
    }
  }

  /** Lists where that is due, then watches until the watch ends. */
  private async cycle(signal: AbortSignal): Promise<void> {
    const { clock, timings } = this.options;
    if (this.isListDue()) await this.list(signal);
    const opened = clock.now();
    const slot = this.connection.takeStream(this.scope.namespace === undefined ? 'cluster' : 'namespace');
    if (!slot) {
      await delay(timings.pollMs * (0.8 + 0.4 * this.options.random()), signal);
      this.version = undefined;
      return;
    }
    try {
      await this.watch(signal);
    } finally {
      slot.dispose();
    }
    if (clock.now() - opened >= timings.steadyMs) this.backoff.reset();
    else await delay(this.backoff.next(), signal);
  }

  private isListDue(): boolean {
    const { clock, timings } = this.options;
    const now = clock.now();
    return (
      this.version === undefined || now - this.listedAt > timings.relistMs || now - this.heardAt > timings.silentMs
    );
  }

  private async list(signal: AbortSignal): Promise<void> {
    const { clock, timings } = this.options;
    this.isListing = true;
    const { objects, version, kept, unread } = await list(this.connection, this.scope, {
      pageSize: timings.pageSize,
      signal,
    }).finally(() => {
      this.isListing = false;
    });
    this.version = version;
    this.kept = kept;
    this.listedAt = this.heardAt = clock.now();
    const changed = this.store.replaceAll(objects);
    this.confirm(this.confirmedAt === undefined || this.failure !== undefined ? 'all' : changed);
    if (kept) this.options.onChange({ kind: 'listed', kept, unread });
  }

  private async watch(signal: AbortSignal): Promise<void> {
    const { ref, namespace } = this.scope;
    const resource = await this.connection.discovery.resource(ref, signal);
    const path = collectionPath(resource, ref, namespace, {
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: this.version ?? '',
      timeoutSeconds: String(this.watchSeconds()),
    });
    const stream = await this.connection.stream(path, { asked: askedOf('watch', resource, namespace), signal });
    this.confirm(this.failure === undefined ? nowhere : 'all');
    for await (const lines of stream) this.takeAll(lines);
  }

  /** What stands before a line that ends the watch is told, too. */
  private takeAll(lines: readonly string[]): void {
    const changed = new Set<string>();
    if (lines.length > 0) this.heardAt = this.options.clock.now();
    try {
      for (const line of lines) {
        const place = this.take(line);
        if (place !== undefined) changed.add(place);
      }
    } finally {
      // In a busy cluster most events are of what nobody here holds: telling each would keep all views busy, too.
      if (changed.size > 0 || this.isAgeDue()) this.confirm(changed);
    }
  }

  private isAgeDue(): boolean {
    const { clock, timings } = this.options;
    return this.confirmedAt === undefined || clock.now() - this.confirmedAt >= timings.confirmMs;
  }

  /** Returns the namespace in which an object changed. */
  private take(line: string): string | undefined {
    const event = readEvent(line, this.scope.ref, this.kept);
    this.version = event.version ?? this.version;
    switch (event.type) {
      case 'set':
        return this.store.set(event.object);
      case 'removed':
        return this.store.remove(event.object);
      case 'passed':
        return undefined;
    }
  }

  private confirm(changed: ReadonlySet<string> | 'all'): void {
    this.failure = undefined;
    this.confirmedAt = this.options.clock.now();
    this.cached.clear();
    const isSame = changed !== 'all' && changed.size === 0;
    const where = changed !== 'all' && changed.has(noNamespace) ? 'all' : changed;
    this.options.onChange(isSame ? { kind: 'confirmed' } : { kind: 'objects', namespaces: where });
  }

  private async afterFailure(error: unknown, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    if (isGone(error)) {
      this.version = undefined;
      await delay(this.backoff.next(), signal);
      return;
    }
    const failure = asClusterError(error);
    this.fail(failure);
    this.options.onFailure?.(failure);
    if (this.isEnded()) return;
    if (failure.scope === 'connection') await this.connection.opened(signal);
    else await delay(this.pauseAfter(failure), signal);
  }

  /** What may no longer be read, or is gone, is forgotten; all else is kept, and grows old. */
  private fail(failure: ClusterError): void {
    const again = this.failure?.code === failure.code;
    this.failure = failure;
    if (failure.reason === 'forbidden' || failure.reason === 'missing') {
      this.store.replaceAll([]);
      this.version = undefined;
      this.confirmedAt = undefined;
    }
    if (failure.reason === 'invalid') this.version = undefined;
    this.cached.clear();
    if (again) return;
    this.options.onChange({ kind: 'objects', namespaces: 'all' });
    const { log, cluster } = this.options;
    if (failure.scope === 'request') log.info(`cluster ${cluster}, ${kindKey(this.scope.ref)}`, failure);
  }

  private pauseAfter({ reason, retryAfterMs }: ClusterError): number {
    const { refusedMs, backoffCapMs } = this.options.timings;
    if (reason === 'forbidden' || reason === 'missing') return refusedMs * (0.8 + 0.4 * this.options.random());
    return Math.max(this.backoff.next(), Math.min(retryAfterMs ?? 0, 2 * backoffCapMs));
  }

  private currentState(namespace: string): KindState {
    if (this.confirmedAt !== undefined) {
      const observed = { at: this.confirmedAt, source: `cluster ${this.options.cluster}` };
      const objects = namespace === everywhere ? this.store.all() : this.store.objects(namespace);
      return { kind: 'known', objects, observed };
    }
    const failure = this.failure ?? this.connection.failure;
    return failure ? unknownOf(failure) : notRead;
  }

  /** Between 80 and 100 % of the longest, so that many watches do not end together. */
  private watchSeconds(): number {
    const { timings, random } = this.options;
    return Math.max(1, Math.round((timings.watchMs / 1000) * (0.8 + 0.2 * random())));
  }

  private startOver(): void {
    this.nudge.abort();
    this.nudge = new AbortController();
  }

  private isEnded(): boolean {
    return this.ended.signal.aborted;
  }
}
