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

/** Reads the deployments of all environments of a service in a period. @throws GitError where history is missing */
export async function pastOfService(
  sources: EnvironmentSources & { readonly past: OpenPast },
  period: Period,
  seen: (environment: string) => Seen,
): Promise<PastOfService> {
  const { places, missing } = sources.past;
  const environments: PastOfEnvironment[] = [];
  for (const place of places) {
    const looked = seen(place.environment);
    const past = await EnvironmentPast.open(sources, place, looked);
    const positions = past.within(period);
    const deployments: PastDeployment[] = [];
    for (const position of positions.slice(0, mostDeployments)) deployments.push(await past.at(position));
    const { isCut, oldest } = past;
    const cut = isCut && oldest !== undefined && oldest >= period.since ? { cutAt: oldest } : {};
    const ahead = past.after(looked.at);
    const left = positions.length - deployments.length;
    environments.push({
      environment: place.environment,
      deployments,
      left,
      ...cut,
      ...(ahead === 0 ? {} : { ahead }),
      ...(looked.isNow ? {} : { seen: looked.at }),
    });
  }
  return { service: sources.service, environments, missing };
}
