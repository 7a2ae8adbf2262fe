import type { PlanMemory } from '../promotion/edge';
import type { PullRequestTexts } from '../promotion/history/deployments';
import { deploymentHistory, type DeploymentRecord } from '../promotion/history/history';
import type { Instant } from '../support/clock';
import type { Sha } from '../support/sha';
import { upstreamAt, type Place } from '../where/change';

/** Where deployments are measured: the environments of one service. */
export interface Environments {
  /** In the order of promotion; only those whose branch is there, their ancestors loaded. */
  readonly places: readonly Place[];
  /** Promotion paths, by the names of environments. */
  readonly edges: readonly { readonly from: string; readonly to: string }[];
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

  /** By position, when each deployment of a branch was committed. One git process. */
  async timesOf({ chain }: Place): Promise<readonly Instant[]> {
    const [head] = chain.commits;
    if (head === undefined) return [];
    const range = [`--max-count=${chain.commits.length}`, head, '--'];
    const args = ['rev-list', '--first-parent', '--no-commit-header', '--format=%ct', ...range];
    const listed = await this.memory.reader.repository.run({ args, signal: this.signal });
    return listed.trimEnd().split('\n').map(instantOf);
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

  private readingOf({ environment, branch, chain }: Place): Reading {
    const kept = this.readings.get(environment);
    if (kept) return kept;
    const { places, edges, pullRequests } = this.environments;
    const upstream = upstreamAt(places, edges, environment);
    const request = { branch, head: chain.commits[0] ?? '', upstream, pullRequests: pullRequests?.get(environment) };
    const rest = deploymentHistory(this.memory, request, this.signal);
    const reading: Reading = { records: [], rest, underway: Promise.resolve() };
    this.readings.set(environment, reading);
    return reading;
  }
}

const lastWritten = Date.UTC(9999, 11, 31);

/** What has no year of four digits counts as the epoch, as everywhere: anybody can write such a commit. */
function instantOf(seconds: string): Instant {
  const at = Number(seconds) * 1_000;
  return at >= 0 && at <= lastWritten ? at : 0;
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
