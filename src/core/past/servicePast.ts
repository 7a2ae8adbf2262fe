import type { OpenPast } from '../measures/openPast';
import type { Period } from '../measures/period';
import type { Seen } from '../measures/seen';
import type { Instant } from '../support/clock';
import type { PastDeployment } from './deployment';
import { EnvironmentPast, type EnvironmentSources } from './environmentPast';

/** The deployments of one environment in a period. */
export interface PastOfEnvironment {
  readonly environment: string;
  /** Newest first. */
  readonly deployments: readonly PastDeployment[];
  /** How many older ones of the period are left out. */
  readonly left: number;
  /** The branch is followed no further back than this; nothing where that is before the period. */
  readonly cutAt?: Instant;
  /** How many say a time that had not come when the branch was looked at: they are in no period. */
  readonly ahead?: number;
  /** When the branch was last looked at, where that is a while ago. */
  readonly seen?: Instant;
}

/** The deployments of a service in a period. */
export interface PastOfService {
  readonly service: string;
  /** In the order of promotion. */
  readonly environments: readonly PastOfEnvironment[];
  /** Environments that the catalog names and whose branch is not there. */
  readonly missing: readonly string[];
}

/** What somebody looks through is bounded, and what is left out is counted. */
const mostDeployments = 1_000;

/**
 * Reads the deployments of all environments of a service in a period: when they came first, and then the newest alone.
 * @throws GitError where history is missing
 */
export async function pastOfService(
  sources: EnvironmentSources & { readonly past: OpenPast },
  period: Period,
  seen: (environment: string) => Seen,
  most = mostDeployments,
): Promise<PastOfService> {
  const { places, missing } = sources.past;
  const opened: { past: EnvironmentPast; looked: Seen; positions: readonly number[] }[] = [];
  for (const place of places) {
    const looked = seen(place.environment);
    const past = await EnvironmentPast.open(sources, place, looked);
    opened.push({ past, looked, positions: past.within(period) });
  }
  const times = opened.flatMap(({ past, positions }) => positions.map((position) => past.timeAt(position)));
  const since = times.toSorted((one, other) => other - one)[most - 1] ?? -Infinity;
  const environments: PastOfEnvironment[] = [];
  for (const { past, looked, positions } of opened) {
    const wanted = positions.filter((position) => past.timeAt(position) >= since).slice(0, most);
    const deployments: PastDeployment[] = [];
    for (const position of wanted) deployments.push(await past.at(position));
    const { isCut, oldest, place } = past;
    const ahead = past.after(looked.at);
    environments.push({
      ...{ environment: place.environment, deployments, left: positions.length - deployments.length },
      ...(isCut && oldest !== undefined && oldest >= period.since ? { cutAt: oldest } : {}),
      ...(ahead === 0 ? {} : { ahead }),
      ...(looked.isNow ? {} : { seen: looked.at }),
    });
  }
  return { service: sources.service, environments, missing };
}
