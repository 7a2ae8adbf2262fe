import type { CommitObserver } from '../fleet/commitObserver';
import type { Clock, Instant } from '../support/clock';
import { delay } from '../support/deadline';
import { isAbort } from '../support/errors';
import type { Log } from '../support/log';
import type { Sha } from '../support/sha';
import { TeamChecks, type ChecksWorld } from './checks/teamChecks';
import type { Check } from '../catalog/verify/checks';
import { environmentRequirements } from './environment';
import type { Requirement } from './requirement';
import type { Subject, Verdict } from './verdict';
import { Waiting, type Timing } from './waiting';

export interface VerifyOptions {
  readonly observer: CommitObserver;
  readonly subject: Subject;
  readonly checks: readonly Check[];
  readonly world: ChecksWorld;
  readonly mayBeUnknown: (kind: string) => boolean;
  readonly timing: Timing;
  /** Since when it is waited for; the time that was given counts from then. */
  readonly startedAt: Instant;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether there is reason to ask where the branch is; without it there always is. */
  readonly mayHaveMoved?: (() => boolean) | undefined;
  /** Called with each requirement whose state changed. */
  readonly tell: (changed: Requirement) => void;
}

/** How often what could not be read is tried again, and the branch is asked for. */
const refreshMs = 10_000;

/**
 * Waits until an environment runs a commit and is well, or until there is no use in waiting. Only reads.
 * @throws the signal's reason when cancelled
 */
export async function verifyCommit(options: VerifyOptions, signal: AbortSignal): Promise<Verdict> {
  const { observer, subject, clock, timing, startedAt, tell, mayBeUnknown } = options;
  const waiting = new Waiting(timing, startedAt);
  const bell = new Bell();
  const checks = new TeamChecks(
    options.checks,
    options.world,
    () => bell.ring(),
    (error) => bell.fail(error),
  );
  const listening = observer.onDidChange(() => bell.ring());
  const branch = new Branch(options, () => bell.ring());
  try {
    for (;;) {
      signal.throwIfAborted();
      const environment = environmentRequirements(observer.look(), { commit: subject.commit.sha, mayBeUnknown });
      const requirements = [...environment, ...checks.requirements];
      const { changes, next } = waiting.step(environment, checks.requirements, clock.now());
      changes.forEach(tell);
      if (next.kind !== 'waiting') {
        const moved = branch.head === undefined || branch.head === subject.commit.sha ? {} : { movedTo: branch.head };
        const { settleMs } = timing;
        return { ...subject, kind: next.kind, requirements, settleMs, startedAt, endedAt: clock.now(), ...moved };
      }
      checks.run(next.settled);
      await bell.rung(next.until - clock.now(), signal);
    }
  } finally {
    listening.dispose();
    branch.dispose();
    checks.run(false);
  }
}

/** Where the branch is; looked at from time to time, together with what could not be read. */
class Branch {
  head: Sha | undefined;
  private readonly ended = new AbortController();

  constructor(
    private readonly options: VerifyOptions,
    onLook: () => void,
  ) {
    void this.look(onLook);
  }

  dispose(): void {
    this.ended.abort(new DOMException('Cancelled.', 'AbortError'));
  }

  private async look(onLook: () => void): Promise<void> {
    const { signal } = this.ended;
    for (;;) {
      try {
        await delay(refreshMs, signal);
        if (!this.options.observer.isUnread && this.options.mayHaveMoved?.() === false) continue;
        this.head = await this.options.observer.refresh(signal);
        onLook();
      } catch (error) {
        if (isAbort(error)) return;
        // A repository that does not answer for once says nothing of the environment.
        this.options.log.debug('[verify] branch', error);
      }
    }
  }
}

/** Longer waits would overflow a timer, and nothing is awaited for so long without a look. */
const longestWaitMs = 60_000;

/** Something to look at has come, or it is time to look. */
class Bell {
  private wake: (() => void) | undefined;
  private isRung = false;
  private failure: { readonly error: unknown } | undefined;

  ring(): void {
    this.isRung = true;
    this.wake?.();
  }

  fail(error: unknown): void {
    this.failure = { error };
    this.ring();
  }

  /** @throws the signal's reason; what a check failed with */
  async rung(withinMs: number, signal: AbortSignal): Promise<void> {
    if (!this.isRung) {
      const woken = new AbortController();
      this.wake = () => woken.abort();
      await delay(Math.max(0, Math.min(withinMs, longestWaitMs)), AbortSignal.any([signal, woken.signal])).catch(
        () => undefined,
      );
      this.wake = undefined;
      signal.throwIfAborted();
    }
    this.isRung = false;
    if (this.failure) throw this.failure.error;
  }
}
