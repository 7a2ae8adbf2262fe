import type { Instant } from '../support/clock';
import type { Requirement } from './requirement';

export interface Timing {
  /** How long all of the environment has to stand without a break. */
  readonly settleMs: number;
  /** How long to wait for it at most. */
  readonly timeoutMs: number;
  /** How long something may fail without a break before there is no use in waiting for it. */
  readonly patienceMs: number;
}

export interface Step {
  /** What stands otherwise than at the last step. */
  readonly changes: readonly Requirement[];
  readonly next:
    | { readonly kind: 'verified' }
    | { readonly kind: 'gaveUp' | 'late' }
    /** `settled`: the environment has stood for long enough; the team's checks may run. `until`: the next step is due. */
    | { readonly kind: 'waiting'; readonly settled: boolean; readonly until: Instant };
}

/**
 * Decides, look by look, whether it is verified, still to be waited for, or without hope. Knows no clock of its own: the
 * same looks at the same times always end the same.
 *
 * Verified is an environment of which every requirement has been met without a break for the settle time, and of which
 * every check has passed since then.
 */
export class Waiting {
  private readonly last = new Map<string, Requirement>();
  private readonly failingSince = new Map<string, Instant>();
  private standsSince: Instant | undefined;

  constructor(
    private readonly timing: Timing,
    private readonly startedAt: Instant,
  ) {}

  /** @param checks as far as they have run since the environment settled; all of them, in the order of the catalog */
  step(environment: readonly Requirement[], checks: readonly Requirement[], now: Instant): Step {
    const changes = this.changesIn([...environment, ...checks]);
    const { settleMs, timeoutMs, patienceMs } = this.timing;
    const stands = environment.length > 0 && environment.every(isMet);
    this.standsSince = stands ? (this.standsSince ?? now) : undefined;
    const settledAt = this.standsSince === undefined ? undefined : this.standsSince + settleMs;
    const settled = settledAt !== undefined && settledAt <= now;
    if (settled && checks.every(isMet)) return { changes, next: { kind: 'verified' } };
    const lateAt = this.startedAt + timeoutMs;
    const hopelessAt = this.hopelessAt([...environment, ...checks], now, patienceMs);
    if (hopelessAt <= now) return { changes, next: { kind: 'gaveUp' } };
    if (lateAt <= now) return { changes, next: { kind: 'late' } };
    const until = Math.min(lateAt, hopelessAt, settled ? Infinity : (settledAt ?? Infinity));
    return { changes, next: { kind: 'waiting', settled, until } };
  }

  private changesIn(requirements: readonly Requirement[]): readonly Requirement[] {
    const changes = requirements.filter((requirement) => {
      const before = this.last.get(requirement.id);
      return before?.state !== requirement.state || before.said !== requirement.said;
    });
    for (const requirement of requirements) this.last.set(requirement.id, requirement);
    return changes;
  }

  /** When the first of what fails has failed for long enough. */
  private hopelessAt(requirements: readonly Requirement[], now: Instant, patienceMs: number): Instant {
    const failing = requirements.filter(({ state }) => state === 'failing');
    const ids = new Set(failing.map(({ id }) => id));
    for (const id of this.failingSince.keys()) if (!ids.has(id)) this.failingSince.delete(id);
    for (const { id } of failing) if (!this.failingSince.has(id)) this.failingSince.set(id, now);
    const ends = failing.map(
      ({ id, isFinal = false }) => (this.failingSince.get(id) ?? now) + (isFinal ? 0 : patienceMs),
    );
    return Math.min(Infinity, ...ends);
  }
}

export function isMet({ state }: Requirement): boolean {
  return state === 'met';
}
