import type { Service } from '../catalog/catalog';
import type { ForgeLocation } from '../change/location';
import type { RepositoryState } from '../fleet/observe/repositoryState';
import type { PlanMemory } from '../promotion/edge';
import type { PreparedPlan } from '../promotion/planEdge';
import type { Clock } from '../support/clock';
import type { Log } from '../support/log';
import type { Sha } from '../support/sha';
import type { Allowance } from './finding';
import type { CellLook } from './gates';

/** One service, read afresh, as it is judged by. */
export interface ReadPlace {
  readonly service: Service;
  readonly state: RepositoryState;
  /** The plan of an edge, by environments, from a commit of its source to the target's head. */
  readonly planAt: (from: string, to: string, source: Sha, signal: AbortSignal) => Promise<PreparedPlan>;
  /** @throws RulesError where what the repository says of itself cannot be read */
  readonly memory: () => PlanMemory;
}

export interface JudgedPlace extends ReadPlace {
  readonly forge: ForgeLocation;
}

export interface JudgeOptions {
  readonly allowed: ReadonlySet<Allowance>;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether a check of a source commit counts. */
  readonly counts: (context: string) => boolean;
  readonly cell?: CellLook | undefined;
}
