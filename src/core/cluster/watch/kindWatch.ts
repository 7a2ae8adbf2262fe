import type { Clock, Instant } from '../../support/clock';
import { delay } from '../../support/deadline';
import type { Disposable } from '../../support/disposable';
import type { Log } from '../../support/log';
import { message } from '../../support/message';
import type { Connection } from '../connection';
import { Backoff } from '../connection/backoff';
import { collectionPath } from '../connection/discovery';
import { asClusterError, unknownOf, type ClusterError } from '../connection/failure';
import { kindKey, type KindState } from '../live';
import type { Timings } from '../timings';
import { readEvent } from './event';
import { askedOf, isGone, list, type Scope } from './list';
import { ObjectStore } from './objectStore';

export interface KindWatchOptions {
  readonly cluster: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly timings: Timings;
  readonly log: Log;
  /** `objects` changed (or what is known of them); or they were only `confirmed` once more. */
  readonly onChange: (what: 'objects' | 'confirmed') => void;
}

/**
 * One kind in one namespace, kept up to date: a list, then a watch that continues from its version, again and again.
 * Source: Kubernetes API concepts, "Efficient detection of changes"; peers-vscode.md §2 (19, 20) for what goes wrong.
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
  private confirmedAt: Instant | undefined;
  private failure: ClusterError | undefined;
  private cached: KindState | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly scope: Scope,
    private readonly options: KindWatchOptions,
  ) {
    const { backoffBaseMs, backoffCapMs } = options.timings;
    this.backoff = new Backoff(backoffBaseMs, backoffCapMs, options.random);
    void this.run();
  }

  /** What is known now; the same value until something changes. */
  state(): KindState {
    this.cached ??= this.currentState();
    return this.cached;
  }

  /** Reads everything anew, at once. */
  refresh(): void {
    this.version = undefined;
    this.backoff.reset();
    this.startOver();
  }

  /** How the connection stands has changed: what is said while nothing is known may be another. */
  connectionChanged(): void {
    if (this.confirmedAt === undefined) this.cached = undefined;
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
    if (this.version === undefined || clock.now() - this.listedAt > timings.relistMs) await this.list(signal);
    const opened = clock.now();
    await this.watch(signal);
    if (clock.now() - opened >= timings.steadyMs) this.backoff.reset();
    else await delay(this.backoff.next(), signal);
  }

  private async list(signal: AbortSignal): Promise<void> {
    const { clock, timings } = this.options;
    const { objects, version } = await list(this.connection, this.scope, { pageSize: timings.pageSize, signal });
    this.version = version;
    this.listedAt = clock.now();
    const isFirst = this.confirmedAt === undefined || this.failure !== undefined;
    this.confirm(this.store.replaceAll(objects) || isFirst);
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
    this.confirm(this.failure !== undefined);
    for await (const lines of stream) {
      let changed = false;
      for (const line of lines) changed = this.take(line) || changed;
      this.confirm(changed);
    }
  }

  /** Returns whether an object changed. */
  private take(line: string): boolean {
    const event = readEvent(line, this.scope.ref);
    this.version = event.version ?? this.version;
    switch (event.type) {
      case 'set':
        return this.store.set(event.object);
      case 'removed':
        return this.store.remove(event.object);
      case 'bookmark':
        return false;
    }
  }

  private confirm(changed: boolean): void {
    this.failure = undefined;
    this.confirmedAt = this.options.clock.now();
    this.cached = undefined;
    this.options.onChange(changed ? 'objects' : 'confirmed');
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
    this.cached = undefined;
    if (again) return;
    this.options.onChange('objects');
    const { log, cluster } = this.options;
    if (failure.scope === 'request') log.info(`cluster ${cluster}, ${kindKey(this.scope.ref)}`, failure);
  }

  private pauseAfter({ reason, retryAfterMs }: ClusterError): number {
    const { refusedMs, backoffCapMs } = this.options.timings;
    if (reason === 'forbidden' || reason === 'missing') return refusedMs * (0.8 + 0.4 * this.options.random());
    return Math.max(this.backoff.next(), Math.min(retryAfterMs ?? 0, 2 * backoffCapMs));
  }

  private currentState(): KindState {
    if (this.confirmedAt !== undefined) {
      const observed = { at: this.confirmedAt, source: `cluster ${this.options.cluster}` };
      return { kind: 'known', objects: this.store.objects(), observed };
    }
    const failure = this.failure ?? this.connection.failure;
    return failure ? unknownOf(failure) : { kind: 'unknown', reason: 'pending', said: message('Not read yet.') };
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
