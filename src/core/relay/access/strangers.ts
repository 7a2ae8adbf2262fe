import type { Clock, Instant } from '../../support/clock';

const windowMs = 60_000;
/** Tokens that turned out to be nobody's within a minute: of one address, and of all. */
const mostOfAddress = 30;
const most = 300;
const mostAddresses = 10_000;

/** Who makes tokens up costs the forge a request for each: no more of them than this. */
export class Strangers {
  private from: Instant = -Infinity;
  private all = 0;
  private readonly byAddress = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** A token from there was nobody's. */
  refused(address: string): void {
    this.begin();
    this.all++;
    if (this.byAddress.size < mostAddresses || this.byAddress.has(address))
      this.byAddress.set(address, (this.byAddress.get(address) ?? 0) + 1);
  }

  /** Whether another token that is not known yet may be asked about now. */
  isWelcome(address: string): boolean {
    this.begin();
    return this.all < most && (this.byAddress.get(address) ?? 0) < mostOfAddress;
  }

  private begin(): void {
    const now = this.clock.now();
    if (now - this.from < windowMs && now >= this.from) return;
    this.from = now;
    this.all = 0;
    this.byAddress.clear();
  }
}
