import type { Service } from '../../catalog/catalog';
import type { ForgeLocation } from '../../change/location';
import type { PlanMemory } from '../../promotion/edge';
import type { PreparedPlan } from '../../promotion/planEdge';
import type { Sha } from '../../support/sha';
import type { RepositoryState } from './repositoryState';

/** One service, read afresh: what its branches hold, and what is made of them. */
export interface ReadService {
  readonly service: Service;
  readonly state: RepositoryState;
  /** The plan of an edge, by environments, from a commit of its source to the target's head. */
  readonly planAt: (from: string, to: string, source: Sha, signal: AbortSignal) => Promise<PreparedPlan>;
  /** @throws RulesError where what the repository says of itself cannot be read */
  readonly memory: () => PlanMemory;
}

/** Where a service is on its forge; what it holds is read when it is asked for. */
export interface LocatedService {
  readonly service: Service;
  readonly forge: ForgeLocation;
  /**
   * Reads it afresh, with the rules that are in force: those of the catalog and of the default branch, never those of a
   * pull request.
   * @throws GitError where it cannot be read
   */
  read(signal: AbortSignal): Promise<ReadService>;
}
