import type { ServiceLocation } from '../../change/location';
import type { Check } from '../../forge/types';
import type { Instant } from '../../support/clock';
import { BranchlineError } from '../../support/errors';
import { orAborted } from '../../support/orAborted';
import type { Sha } from '../../support/sha';
import type { FleetDependencies } from '../dependencies';

export interface AnsweredChecks {
  readonly checks: readonly Check[];
  /** When they were told. */
  readonly at: Instant;
}

/**
 * The checks of the commits of one service at one look, asked for together with those of others. What is known to be needed may be asked
 * for ahead: git takes its time, and a forge that tells of many commits at once is to hear of many at once.
 */
export class AskedChecks {
  private readonly asked = new Map<Sha, Promise<AnsweredChecks>>();

  constructor(
    private readonly deps: Pick<FleetDependencies, 'checks' | 'clock'>,
    private readonly forge: ServiceLocation['forge'],
  ) {}

  askAhead(commit: Sha): void {
    this.askedOnce(commit).catch(() => undefined); // told to whoever takes it, if anybody does
  }

  /** Who wants to know of one commit, for whatever of the service, is told the same. @throws BranchlineError; the signal's reason when cancelled */
  of(commit: Sha, signal: AbortSignal): Promise<AnsweredChecks> {
    return orAborted(this.askedOnce(commit), signal);
  }

  private askedOnce(commit: Sha): Promise<AnsweredChecks> {
    const asked = this.asked.get(commit) ?? this.ask(commit);
    this.asked.set(commit, asked);
    return asked;
  }

  private async ask(commit: Sha): Promise<AnsweredChecks> {
    if (this.forge.kind === 'unknown') throw new BranchlineError('fleet/noForge', this.forge.said);
    const { client, repository } = this.forge;
    const checks = await this.deps.checks.ask(client, { repository, commit });
    return { checks, at: this.deps.clock.now() };
  }
}
