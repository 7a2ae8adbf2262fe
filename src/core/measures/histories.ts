import type { PlanMemory } from '../promotion/edge';
import type { PullRequestTexts } from '../promotion/history/deployments';
import { deploymentHistory, type DeploymentRecord } from '../promotion/history/history';
import type { Sha } from '../support/sha';
import type { Chain } from '../promotion/history/chain';
import { commitDates } from './commitDates';
import type { Came } from './standing';
import { upstreamAt, type Place } from '../where/change';

/** Where deployments are measured: the environments of one service. */
export interface Environments {
  /** In the order of promotion; only those whose branch is there, their ancestors loaded. */
  readonly places: readonly Place[];
  /** Promotion paths, by the names of environments. */
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  /** Those of branches that are no environment: one may have begun at them. */
  readonly others?: readonly Chain[];
  /** By environment: what merged pull requests say of themselves, where the forge was asked. */
  readonly pullRequests?: ReadonlyMap<string, PullRequestTexts>;
}

interface Reading {
  readonly records: DeploymentRecord[];
  readonly rest: AsyncGenerator<DeploymentRecord>;
  underway: Promise<unknown>;
}

/** The deployments of a service's environments. Each history is read once, from its head, and only as far as somebody asks. */
export class Histories {
  private readonly readings = new Map<string, Reading>();
  private readonly came = new Map<string, Promise<readonly Came[]>>();

  constructor(
    private readonly memory: PlanMemory,
    readonly environments: Environments,
    private readonly signal: AbortSignal,
  ) {}

  /** The deployment at a position of the chain: 0 is the head. @throws GitError where history is missing */
  async at(place: Place, position: number): Promise<DeploymentRecord> {
    const reading = this.readingOf(place);
    const read = reading.underway.then(() => this.readTo(reading, position));
    reading.underway = read.catch(() => undefined);
    return read;
  }

  /** As `at`, without those that are newer. @throws GitError where history is missing */
  async one(place: Place, position: number): Promise<DeploymentRecord> {
    const read = this.readings.get(place.environment)?.records[position];
    if (read) return read;
    const after = position > 0 ? place.chain.commits[position - 1] : undefined;
    const next = await this.historyOf(place, after).next();
    if (next.done) throw new RangeError(`no deployment at ${position}`);
    return next.value;
  }

  /** By position, when each deployment of a branch came, as far as it is known. Read once. @throws GitError where history is missing */
  cameOf(place: Place): Promise<readonly Came[]> {
    const kept = this.came.get(place.environment) ?? this.readCame(place);
    this.came.set(place.environment, kept);
    return kept;
  }

  private async readCame(place: Place): Promise<readonly Came[]> {
    const { commits } = place.chain;
    const dates = await commitDates(this.memory.reader.repository, commits, this.signal);
    return dates.map(({ at, isPinned }, position) => ({
      at,
      isUndated: isPinned || isElsewhere(this.environments, place, commits[position] ?? ''),
    }));
  }

  private async readTo({ records, rest }: Reading, position: number): Promise<DeploymentRecord> {
    while (records.length <= position) {
      const next = await rest.next();
      if (next.done) throw new RangeError(`no deployment at ${position}`);
      records.push(next.value);
    }
    const record = records[position];
    if (!record) throw new RangeError(`no deployment at ${position}`);
    return record;
  }

  private readingOf(place: Place): Reading {
    const kept = this.readings.get(place.environment);
    if (kept) return kept;
    const reading: Reading = { records: [], rest: this.historyOf(place), underway: Promise.resolve() };
    this.readings.set(place.environment, reading);
    return reading;
  }

  private historyOf({ environment, branch, chain }: Place, after?: Sha): AsyncGenerator<DeploymentRecord> {
    const { places, edges, pullRequests } = this.environments;
    const upstream = upstreamAt(places, edges, environment);
    const told = { upstream, pullRequests: pullRequests?.get(environment), ...(after === undefined ? {} : { after }) };
    return deploymentHistory(this.memory, { branch, head: chain.commits[0] ?? '', ...told }, this.signal);
  }
}

/** The first environment of the way, before this one, whose branch has the very commit: a branch that began there, or was fast-forwarded. */
export function sharedWith(
  { places }: Environments,
  place: Place,
  commit: Sha,
): { readonly place: Place; readonly position: number } | undefined {
  for (const earlier of places) {
    if (earlier === place) return undefined;
    const position = earlier.chain.index.get(commit);
    if (position !== undefined) return { place: earlier, position };
  }
  return undefined;
}

/**
 * Whether another branch has the very commit, by its first parents. One of the two began there, or was fast-forwarded, and git does not
 * tell which, nor when.
 */
function isElsewhere({ places, others = [] }: Environments, { branch }: Place, commit: Sha): boolean {
  const chains = [...places.filter((place) => place.branch !== branch).map(({ chain }) => chain), ...others];
  return chains.some(({ index }) => index.has(commit));
}
