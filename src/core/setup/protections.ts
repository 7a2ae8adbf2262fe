import type { Service } from '../catalog/catalog';
import type { Protection } from '../forge/hosting';

export interface ProtectionWish {
  readonly approvals: number;
  readonly hasOwners: boolean;
  /** Whether anything posts the verdict of `branchline judge`: what is required and never posted holds all for ever. */
  readonly isJudged: boolean;
}

/**
 * What protects each environment branch. `branchline/verify` stands on the commits of the upstream branch: the gate of the
 * promotion asks for it there, and a pull request bears it only where it comes from that branch itself.
 */
export function protections(service: Service, wish: ProtectionWish): ReadonlyMap<string, Protection> {
  return new Map(
    service.environments.map(({ name, branch }) => {
      const edges = service.edges.filter(({ to }) => to === name);
      const bearsVerify = edges.length > 0 && edges.every(({ head }) => head === 'source');
      const protection: Protection = {
        pullRequestsOnly: true,
        mayForcePush: false,
        mayDelete: false,
        requiredChecks: [
          ...(wish.isJudged ? ['branchline/promotion'] : []),
          ...(bearsVerify ? ['branchline/verify'] : []),
        ],
        requiredApprovals: wish.approvals,
        needsCodeOwner: wish.hasOwners,
      };
      return [branch, protection];
    }),
  );
}
