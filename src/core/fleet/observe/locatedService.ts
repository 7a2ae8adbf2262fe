import type { Service } from '../../catalog/catalog';
import { BranchlineError } from '../../support/errors';
import type { FleetDependencies } from '../dependencies';
import type { LocatedService } from './readService';
import { ServiceObserver } from './serviceObserver';
import { ServicePlans } from './servicePlans';

/** @throws ForgeError, GitError where it cannot be found; BranchlineError where it is on no forge */
export async function locateService(
  service: Service,
  deps: FleetDependencies,
  signal: AbortSignal,
): Promise<LocatedService> {
  const observer = new ServiceObserver(service, deps);
  return locatedBy(observer, deps, signal).finally(() => observer.dispose());
}

/** @throws BranchlineError `fleet/noForge` where it is not known */
export async function forgeOfService(observer: ServiceObserver, signal: AbortSignal) {
  const { forge } = await observer.whereabouts(signal);
  if (forge.kind === 'unknown') throw new BranchlineError('fleet/noForge', forge.said);
  return forge;
}

/** As `locateService`, by whoever observes it already. */
export async function locatedBy(
  observer: ServiceObserver,
  deps: FleetDependencies,
  signal: AbortSignal,
): Promise<LocatedService> {
  const { service } = observer;
  const forge = await forgeOfService(observer, signal);
  return {
    service,
    forge,
    read: async (readSignal) => {
      const state = await observer.newestState(readSignal);
      const plans = new ServicePlans(service, deps);
      return {
        service,
        state,
        memory: () => plans.memoryOf(state),
        planAt: (from, to, source, planSignal) => {
          const heads = new Map([...state.heads, [plans.branchOf(from), source]]);
          return plans.plan(from, to, { ...state, heads }, planSignal);
        },
      };
    },
  };
}
