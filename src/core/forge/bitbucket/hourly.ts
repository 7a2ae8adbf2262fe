import type { Clock, Instant } from '../../support/clock';
import type { Budget } from '../../support/http/pace';

/** Of most plans, in any hour. Source: Bitbucket docs, "API request limits". */
const usualLimit = 1_000;
const minuteMs = 60_000;
const minutesKept = 60;

/**
 * Counts what is asked in the last hour: how much is left Bitbucket tells nobody, and access tokens alone how much there is
 * (`X-RateLimit-Limit`). What the person's other tools ask is not known.
 */
export class HourlyCount {
  private readonly asked = new Map<number, number>();
  private limit = usualLimit;

  constructor(
    private readonly clock: Clock,
    private readonly ask: typeof fetch,
  ) {}

  readonly fetch: typeof fetch = async (...request) => {
    const minute = this.minute();
    this.asked.set(minute, (this.asked.get(minute) ?? 0) + 1);
    const response = await this.ask(...request);
    const told = response.headers.get('x-ratelimit-limit') ?? '';
    if (/^[1-9]\d{0,5}$/.test(told)) this.limit = Number(told);
    return response;
  };

  get budget(): Budget {
    const now = this.minute();
    for (const minute of this.asked.keys()) if (minute <= now - minutesKept) this.asked.delete(minute);
    const [oldest = now] = this.asked.keys();
    const count = [...this.asked.values()].reduce((sum, one) => sum + one, 0);
    const resetAt: Instant = (oldest + minutesKept) * minuteMs;
    return { limit: this.limit, remaining: Math.max(0, this.limit - count), resetAt };
  }

  private minute(): number {
    return Math.floor(this.clock.now() / minuteMs);
  }
}
