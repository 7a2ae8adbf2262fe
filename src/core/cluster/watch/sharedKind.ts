import type { Instant } from '../../support/clock';
import type { Disposable } from '../../support/disposable';
import type { Connection } from '../connection';
import type { ClusterError } from '../connection/failure';
import { everywhere, kindKey, type KindRef, type KindState } from '../live';
import { KindWatch, notRead, type KindChange, type KindWatchOptions } from './kindWatch';

export interface SharedKindOptions extends Omit<KindWatchOptions, 'onChange' | 'onFailure'> {
  /** `changed` is false where objects were only confirmed. */
  readonly onChange: (namespace: string, changed: boolean) => void;
  /** Where somebody is about to hold something: a wide list keeps what lies there, so that it is not read again for each. */
  readonly expected: () => ReadonlySet<string>;
}

/**
 * Never asked for cluster-wide: nobody needs the Secrets of others, and whoever may see one namespace may seldom list
 * all of them.
 */
const neverWide: ReadonlySet<string> = new Set(['v1/Secret', 'v1/Namespace']);

/** A fleet is large that has so many times the namespaces from which on one watch of all is asked for. */
const manyTimes = 10;

/**
 * One kind in all namespaces where somebody holds it, by as few watches as may be: one for each while they are few, one
 * of the whole cluster when they are many and the server allows that. Of a wide watch only what lies in the namespaces
 * that are held, or are expected to be, is kept. Another that is taken up later has a watch of its own until the next wide
 * list, which follows soon: watches are few, and where none is left it would be looked at from time to time only. What a wide
 * list does not tell, since it fails or since something there cannot be read, is read namespace by namespace.
 */
export class SharedKind implements Disposable {
  private readonly holders = new Map<string, number>();
  private readonly narrow = new Map<string, KindWatch>();
  private wide: KindWatch | undefined;
  /** All that the cluster has, for whom that matters wherever it lies. */
  private whole: KindWatch | undefined;
  /** What the wide watch knows. */
  private covered: ReadonlySet<string> = new Set();
  /** A wide list is under way: namespaces without a watch wait for it. */
  private isWidening = false;
  /** Where something cannot be read: each of them says so for itself. */
  private unread: ReadonlySet<string> = new Set();
  private refusedAt: Instant | undefined;
  /** Wide lists that failed in a row. */
  private failures = 0;
  /** While it runs, no wide list is begun here. */
  private pausing: NodeJS.Timeout | undefined;
  private settling: NodeJS.Timeout | undefined;

  constructor(
    private readonly connection: Connection,
    readonly ref: KindRef,
    private readonly options: SharedKindOptions,
  ) {}

  get isIdle(): boolean {
    return this.holders.size === 0;
  }

  /** Namespaces, and how many hold it there. */
  get held(): Iterable<readonly [string, number]> {
    return this.holders;
  }

  hold(namespace: string): void {
    this.holders.set(namespace, (this.holders.get(namespace) ?? 0) + 1);
    if (namespace === everywhere) this.whole ??= this.startWhole();
    else this.arrange();
  }

  release(namespace: string): void {
    const left = (this.holders.get(namespace) ?? 0) - 1;
    if (left > 0) {
      this.holders.set(namespace, left);
      return;
    }
    this.holders.delete(namespace);
    if (namespace === everywhere) {
      this.whole?.dispose();
      this.whole = undefined;
    }
    this.narrow.get(namespace)?.dispose();
    this.narrow.delete(namespace);
  }

  /** Nothing where nobody holds it there. */
  state(namespace: string): KindState | undefined {
    if (!this.holders.has(namespace)) return undefined;
    if (namespace === everywhere) return this.whole?.state(namespace);
    const own = this.narrow.get(namespace);
    if (own) return own.state(namespace);
    const state = this.wide?.state(namespace);
    // What a wide list did not look for is not absent.
    return state?.kind === 'known' && !this.covered.has(namespace) ? notRead : state;
  }

  refresh(namespace: string): void {
    if (namespace === everywhere) this.whole?.refresh();
    else (this.narrow.get(namespace) ?? this.wide)?.refresh();
  }

  connectionChanged(): void {
    for (const watch of this.watches()) watch.connectionChanged();
  }

  dispose(): void {
    clearTimeout(this.settling);
    clearTimeout(this.pausing);
    for (const watch of this.watches()) watch.dispose();
    this.narrow.clear();
    this.wide = undefined;
    this.whole = undefined;
  }

  private *watches(): Generator<KindWatch> {
    yield* this.narrow.values();
    if (this.wide) yield this.wide;
    if (this.whole) yield this.whole;
  }

  /** The wide list is worth its price again whenever half as many as it covers have come to it. */
  private arrange(): void {
    const open = [...this.holders.keys()].filter((one) => one !== everywhere && !this.covered.has(one));
    const gained = open.filter((namespace) => !this.unread.has(namespace)).length;
    if (!this.isWidening && this.mayBeWide() && gained >= Math.max(this.wideFrom, this.covered.size / 2)) {
      this.widen();
    }
    if (this.isWidening) return;
    for (const namespace of open) {
      if (!this.narrow.has(namespace)) this.narrow.set(namespace, this.startNarrow(namespace));
    }
    if (this.isToSettle()) this.settleSoon();
  }

  /** In a large fleet a kind that the first few have is one that many have: fewer are asked for before that is believed. */
  private get wideFrom(): number {
    const { wideFrom } = this.options.timings;
    return this.options.expected().size >= manyTimes * wideFrom ? Math.ceil(wideFrom / 2) : wideFrom;
  }

  private widen(): void {
    this.isWidening = true;
    if (this.wide) this.wide.refresh();
    else this.wide = this.startWide();
  }

  private settleSoon(): void {
    this.settling ??= setTimeout(() => {
      this.settling = undefined;
      if (!this.isWidening && this.isToSettle()) this.widen();
    }, this.options.timings.wideSettleMs);
  }

  /** A wide watch that fails sees to itself: whatever it tells next settles this, too. */
  private isToSettle(): boolean {
    if (!this.wide || this.pausing) return false;
    return [...this.narrow.keys()].some((namespace) => !this.unread.has(namespace));
  }

  private mayBeWide(): boolean {
    const { clock, timings } = this.options;
    if (neverWide.has(kindKey(this.ref)) || this.pausing) return false;
    return this.refusedAt === undefined || clock.now() - this.refusedAt > timings.wideAgainMs;
  }

  private startNarrow(namespace: string): KindWatch {
    const onChange = ({ kind }: KindChange) => this.options.onChange(namespace, kind === 'objects');
    return new KindWatch(this.connection, { ref: this.ref, namespace }, { ...this.options, onChange });
  }

  private startWhole(): KindWatch {
    const onChange = ({ kind }: KindChange) => this.options.onChange(everywhere, kind === 'objects');
    return new KindWatch(this.connection, { ref: this.ref, namespace: undefined }, { ...this.options, onChange });
  }

  private startWide(): KindWatch {
    const kept = () => new Set([...this.holders.keys(), ...this.options.expected()]);
    const onChange = (change: KindChange) => this.wideChanged(change);
    const onFailure = (failure: ClusterError) => this.wideFailed(failure);
    return new KindWatch(
      this.connection,
      { ref: this.ref, namespace: undefined, kept },
      { ...this.options, onChange, onFailure },
    );
  }

  private wideChanged(change: KindChange): void {
    if (change.kind === 'listed') {
      this.take(change.kept, change.unread);
      return;
    }
    if (this.wide?.isRefused) {
      this.giveUpWide();
      return;
    }
    const where = change.kind === 'objects' && change.namespaces !== 'all' ? change.namespaces : this.holders.keys();
    for (const namespace of where) this.tell(namespace, change.kind === 'objects');
  }

  /** From now on the wide watch answers for these. */
  private take(kept: ReadonlySet<string>, unread: ReadonlySet<string>): void {
    const added = [...kept].filter((namespace) => !this.covered.has(namespace));
    this.covered = kept;
    this.unread = unread;
    this.isWidening = false;
    this.failures = 0;
    clearTimeout(this.pausing);
    this.pausing = undefined;
    for (const namespace of added) {
      this.narrow.get(namespace)?.dispose();
      this.narrow.delete(namespace);
      this.tell(namespace, true);
    }
    this.arrange();
  }

  /**
   * Who waits for it reads narrowly. What it covers already it goes on covering, and is asked again by itself; the first list is
   * tried anew later.
   */
  private wideFailed({ scope }: ClusterError): void {
    if (!this.wide) return;
    this.failures += 1;
    // Where nobody answers at all, narrow lists would not be answered either, unless it is this one that is too much.
    if (scope === 'connection' && this.failures < 2) return;
    this.isWidening = false;
    this.pausing ??= setTimeout(() => {
      this.pausing = undefined;
      this.arrange();
    }, this.options.timings.wideRetryMs);
    if (this.covered.size === 0) {
      this.wide.dispose();
      this.wide = undefined;
    }
    this.arrange();
  }

  private giveUpWide(): void {
    this.refusedAt = this.options.clock.now();
    this.wide?.dispose();
    this.wide = undefined;
    this.covered = new Set();
    this.isWidening = false;
    this.arrange();
  }

  private tell(namespace: string, changed: boolean): void {
    const isTold = namespace !== everywhere && this.holders.has(namespace) && !this.narrow.has(namespace);
    if (isTold) this.options.onChange(namespace, changed);
  }
}
