import type { ForgeLocation } from '../change/location';
import type { Service } from '../catalog/catalog';
import type { FleetDependencies } from '../fleet/dependencies';
import { ServiceObserver } from '../fleet/observe/serviceObserver';
import { ServicePlans } from '../fleet/observe/servicePlans';
import { BranchlineError } from '../support/errors';
import type { JudgedPlace } from './place';

/** Where a service is on its forge; what it holds is read when it is asked for. */
export interface LocatedService {
  readonly forge: ForgeLocation;
  /**
   * Reads it afresh: what its branches hold, and the rules that are in force: those of the catalog and of the default
   * branch, never those of a pull request.
   * @throws GitError where it cannot be read
   */
  read(signal: AbortSignal): Promise<JudgedPlace>;
}

/** @throws ForgeError, GitError where it cannot be found; BranchlineError where it is on no forge */
export async function locateService(
  service: Service,
  deps: FleetDependencies,
  signal: AbortSignal,
): Promise<LocatedService> {
  const observer = new ServiceObserver(service, deps);
  const { forge } = await observer.whereabouts(signal).finally(() => observer.dispose());
  if (forge.kind === 'unknown') throw new BranchlineError('judge/noForge', forge.said);
  return {
    forge,
    read: async (readSignal) => {
      const state = await observer.newestState(readSignal);
      const plans = new ServicePlans(service, deps);
      return {
        service,
        state,
        forge,
        memory: () => plans.memoryOf(state),
        planAt: (from, to, source, planSignal) => {
          const heads = new Map([...state.heads, [plans.branchOf(from), source]]);
          return plans.plan(from, to, { ...state, heads }, planSignal);
        },
      };
    },
  };
}
