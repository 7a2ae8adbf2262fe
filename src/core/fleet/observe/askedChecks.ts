import type { ServiceLocation } from '../../change/location';
import type { Check } from '../../forge/types';
import type { SharedFact } from '../../relay/subscribe/heldFacts';
import { BranchlineError } from '../../support/errors';
import type { Observation } from '../../support/observation';
import { orAborted } from '../../support/orAborted';
import type { Sha } from '../../support/sha';
import type { FleetDependencies } from '../dependencies';

export interface AnsweredChecks {
  readonly checks: readonly Check[];
  /** When they were told, and by whom. */
  readonly observed: Observation;
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
    /** What a relay read for us, where this look goes by that. */
    private readonly shared?: SharedFact,
  ) {}

  /** Whether this look goes by what a relay read. */
  get isShared(): boolean {
    return this.shared !== undefined;
  }

  /** Whether the checks of a commit are known without asking anybody. */
  isFree(commit: Sha): boolean {
    return this.shared?.checks.has(commit) === true;
  }

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
    const source = client.identity.host;
    const read = this.shared?.checks.get(commit);
    if (this.shared && read) return { checks: read.checks, observed: { at: read.at, source, via: this.shared.relay } };
    const checks = await this.deps.checks.ask(client, { repository, commit });
    return { checks, observed: { at: this.deps.clock.now(), source } };
  }
}
