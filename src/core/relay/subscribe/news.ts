import type { Instant } from '../../support/clock';
import type { Disposable } from '../../support/disposable';
import { repositoryKey, type RelayRepository } from '../repository';
import { RelaySubscriber, type RelayStatus, type SubscriberOptions } from './subscriber';

/** As seldom as what is told of is read all the same. Source: docs/relay.md, "Following it". */
const sweepMs = 15 * 60_000;
/** What a forge tells it may not show yet. */
const confirmMs = 10_000;
const firstGapMs = 2_000;

export interface NewsOptions extends Omit<SubscriberOptions, 'listener'> {
  readonly repositories: readonly RelayRepository[];
  readonly onStatus: (status: RelayStatus) => void;
}

/**
 * Says when to ask, for whoever waits for something on a few repositories: when a relay tells of one of them, and else as
 * seldom as it tells of all. Without a relay that tells of all of them: as if there were none.
 */
export class RelayNews implements Disposable {
  private readonly subscriber: RelaySubscriber;
  /** Something was told, or may not have been told, since it was asked last. */
  private isNew = true;
  private wasTold = false;
  /** Repositories of which a status was told since the last break. */
  private readonly toldOfStatuses = new Set<string>();
  private askedAt: Instant = -Infinity;
  private confirmAt: Instant | undefined;
  private gapMs = firstGapMs;
  private wake: (() => void) | undefined;

  constructor(private readonly options: NewsOptions) {
    this.subscriber = new RelaySubscriber({
      ...options,
      listener: {
        hint: ({ kind, repository }) => {
          if (kind === 'status') this.toldOfStatuses.add(repository);
          this.ring();
        },
        doubt: (repositories) => {
          for (const one of repositories) this.toldOfStatuses.delete(one);
          this.ring();
        },
        changed: () => this.compare(),
        alive: () => undefined,
      },
    });
    for (const repository of options.repositories) this.subscriber.want(repository);
  }

  /** Whether it is time to ask; who is told so asks. */
  isDue(): boolean {
    const now = this.options.clock.now();
    const isLate = now < this.askedAt || now >= this.askedAt + sweepMs || now >= (this.confirmAt ?? Infinity);
    if (this.isTold && !this.isNew && !isLate) return false;
    this.noteAsked(now);
    return true;
  }

  /** Waits until it is time to ask. @param usualMs as long as one waits without a relay */
  async wait(usualMs: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.options;
    const from = clock.now();
    for (;;) {
      signal.throwIfAborted();
      const now = clock.now();
      const leftMs = Math.min(sweepMs, this.dueAt(from, usualMs) - now);
      if (leftMs <= 0 || now < from) break;
      await this.rung(leftMs, signal);
    }
    const now = clock.now();
    // As often as without a relay at most, however much is told.
    this.gapMs = this.isTold && this.isNew ? Math.min(2 * this.gapMs, usualMs) : firstGapMs;
    this.noteAsked(now);
  }

  dispose(): void {
    this.subscriber.dispose();
    this.wake?.();
  }

  private get isTold(): boolean {
    return this.options.repositories.every((one) => this.subscriber.toldSince(one) !== undefined);
  }

  private get isToldOfStatuses(): boolean {
    return this.options.repositories.every((one) => this.toldOfStatuses.has(repositoryKey(one)));
  }

  private dueAt(from: Instant, usualMs: number): Instant {
    if (!this.isTold) return from + usualMs;
    if (this.isNew) return from + Math.min(this.gapMs, usualMs);
    // A relay that never told of a status may not hear of any.
    return this.isToldOfStatuses ? Math.min(from + sweepMs, this.confirmAt ?? Infinity) : from + usualMs;
  }

  private noteAsked(now: Instant): void {
    this.confirmAt = this.isNew && this.isTold ? now + confirmMs : undefined;
    this.isNew = false;
    this.askedAt = now;
  }

  private ring(): void {
    this.isNew = true;
    this.wake?.();
  }

  private compare(): void {
    const { isTold } = this;
    if (isTold !== this.wasTold) {
      this.wasTold = isTold;
      this.toldOfStatuses.clear();
      this.ring(); // what was before may not have been told
    }
    this.options.onStatus(this.subscriber.status);
  }

  private rung(withinMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        alarm.dispose();
        signal.removeEventListener('abort', end);
        this.wake = undefined;
        resolve();
      };
      const alarm = this.options.alarms.after(withinMs, end);
      signal.addEventListener('abort', end, { once: true });
      this.wake = end;
    });
  }
}
