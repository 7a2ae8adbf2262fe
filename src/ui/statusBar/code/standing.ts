import type { CodeArrival, CodeFound, CodeJourney } from '../../../core/change/code/where/whereCode';
import type { CodePresence } from '../../../core/change/code/where/presence';
import type { Instant } from '../../../core/support/clock';
import { hasFailed, type LookedAt } from '../../lookAtEach';

/** What an environment has of a commit, over all images that are built from its repository. */
export interface CodeStanding {
  readonly environment: string;
  readonly presence: CodePresence;
  /** When the last of them came there. */
  readonly since?: Instant;
  /** What holds one of them back; the gravest. */
  readonly waits?: NonNullable<CodeArrival['waits']>['why'];
}

/** Environments of all services in the order of their first; one image that is unknown makes what they have together unknown. */
export function standings(looked: readonly LookedAt<CodeFound>[]): readonly CodeStanding[] {
  const journeys = looked.flatMap((one) => (hasFailed(one) ? [] : one.journeys));
  const names = new Set(journeys.flatMap(({ environments }) => environments.map(({ environment }) => environment)));
  return [...names].map((environment) => standingAt(environment, journeys));
}

function standingAt(environment: string, journeys: readonly CodeJourney[]): CodeStanding {
  const all = journeys.flatMap(({ environments }) => environments.filter((one) => one.environment === environment));
  const times = all.map(({ since }) => (since ? Date.parse(since.record.committer.time) : NaN));
  const presence = together(all.map((one) => one.presence));
  const waiting = all.flatMap(({ waits }) => waits?.why ?? []);
  const waits = waiting.find((why) => why !== 'pending') ?? waiting[0];
  return {
    environment,
    presence,
    ...(presence === 'there' && times.every((time) => !Number.isNaN(time)) ? { since: Math.max(...times) } : {}),
    ...(waits === undefined ? {} : { waits }),
  };
}

function together(presences: readonly CodePresence[]): CodePresence {
  const [first, ...others] = new Set(presences);
  if (first !== undefined && others.length === 0) return first;
  return presences.includes('unknown') ? 'unknown' : presences.includes('there') ? 'partly' : 'absent';
}

/** Services and images of which it is not known what they have. */
export function isUntold(looked: readonly LookedAt<CodeFound>[]): boolean {
  return looked.some((one) => hasFailed(one) || one.untold.some(({ isLasting }) => !isLasting));
}
