import type { Clock, Instant } from '../clock';

/** What a host said about how much may be asked of it. */
export interface Budget {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: Instant;
}

const firstPauseMs = 60_000;
const longestPauseMs = 15 * 60_000;
/** What a host says of itself: its clock may be wrong by years. */
const longestSaidMs = 3_600_000;
/** Beyond it there is no date. Source: ECMA-262, "Time Values and Time Range". */
const lastInstant = 8_640_000_000_000_000;

/**
 * When a host may be asked again. `Retry-After` counts most, then the reset time of its limit, then 60 seconds that
 * double each time up to 15 minutes. Source: docs/forges.md, "How often".
 */
export class Pace {
  private pausedUntil: Instant = 0;
  private refusals = 0;
  private lastBudget: Budget | undefined;

  constructor(private readonly clock: Clock) {}

  /** Until when nothing is to be asked; `undefined` when the way is free. */
  get paused(): Instant | undefined {
    return this.pausedUntil > this.clock.now() ? this.pausedUntil : undefined;
  }

  get budget(): Budget | undefined {
    return this.lastBudget;
  }

  /** Reads what every answer says about the limit. */
  note(headers: Headers): void {
    const limit = number(headers.get('x-ratelimit-limit') ?? headers.get('ratelimit-limit'));
    const remaining = number(headers.get('x-ratelimit-remaining') ?? headers.get('ratelimit-remaining'));
    const resetAt =
      resetOf(headers.get('x-ratelimit-reset') ?? headers.get('ratelimit-reset'), this.clock.now()) ??
      filledAt(headers, (limit ?? 0) - (remaining ?? 0), this.clock.now());
    if (limit !== undefined && remaining !== undefined && resetAt !== undefined) {
      this.lastBudget = { limit, remaining, resetAt };
    }
    const after = retryAfter(headers.get('retry-after'), this.clock.now());
    if (after !== undefined) this.pausedUntil = Math.max(this.pausedUntil, after);
  }

  /** The host refused because too much was asked. Gives when to come back. */
  refused(headers: Headers): Instant {
    const now = this.clock.now();
    const reset = headers.get('x-ratelimit-remaining') === '0' ? number(headers.get('x-ratelimit-reset')) : undefined;
    const doubled = Math.min(firstPauseMs * 2 ** this.refusals, longestPauseMs);
    const said =
      retryAfter(headers.get('retry-after') ?? headers.get('ratelimit-reset'), now) ??
      (reset === undefined ? undefined : Math.min(reset * 1000, now + longestSaidMs));
    this.refusals++;
    this.pausedUntil = Math.max(this.pausedUntil, said ?? now + doubled);
    return this.pausedUntil;
  }

  accepted(): void {
    this.refusals = 0;
  }
}

/** Seconds from now or, where they are as many, since the epoch; or a date. An hour at most. */
function retryAfter(text: string | null, now: Instant): Instant | undefined {
  if (text === null) return undefined;
  const seconds = number(text);
  const at = seconds === undefined ? Date.parse(text) : (seconds > 1_000_000_000 ? 0 : now) + seconds * 1000;
  return Number.isNaN(at) ? undefined : Math.min(at, now + longestSaidMs);
}

/** When a limit begins anew, said as `retryAfter` has it; however far off. */
function resetOf(text: string | null, now: Instant): Instant | undefined {
  const seconds = number(text);
  if (seconds === undefined) return undefined;
  return Math.min((seconds > 1_000_000_000 ? 0 : now) + seconds * 1000, lastInstant);
}

/** When a limit that fills little by little is whole again. Source: Bitbucket Data Center docs, "Adjusting your code for rate limiting". */
function filledAt(headers: Headers, missing: number, now: Instant): Instant | undefined {
  const seconds = number(headers.get('x-ratelimit-interval-seconds'));
  const filled = number(headers.get('x-ratelimit-fillrate'));
  if (seconds === undefined || filled === undefined || filled === 0) return undefined;
  return Math.min(now + Math.ceil(Math.max(0, missing) / filled) * seconds * 1000, lastInstant);
}

/** Of `100;w=21600` the number: what follows says for how many seconds it counts. */
function number(text: string | null): number | undefined {
  const digits = /^(\d+)(?:;|$)/.exec(text?.trim() ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
