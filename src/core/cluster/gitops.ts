import { argoStatuses } from './gitops/argo';
import { changeTransferStatuses } from './gitops/changeTransfer';
import { fluxStatus } from './gitops/flux';
import { helmReleaseStatuses } from './gitops/helmRelease';
import { hydratorStatuses } from './gitops/hydrator';
import { kargoStatuses } from './gitops/kargo';
import { promoterStatuses } from './gitops/promoter';
import type { GitopsStatus } from './gitops/status';
import type { LiveObject } from './live';

export { gatesAt } from './gitops/gatesAt';
export { heldByWindow } from './gitops/heldByWindow';
export { commitOf } from './gitops/fluxSource';
export { branchOf } from './gitops/branchOf';
export { isSettled, present } from './gitops/status';
export { kargoProject } from './gitops/kargoProject';
export type { EngineGate, EngineWish, GitopsStatus } from './gitops/status';

/**
 * What the GitOps controllers among the objects say: each Flux Kustomization and HelmRelease, Argo CD Application, Kargo Stage and
 * PromotionStrategy, of whatever version. Where none is among them, nothing is said, and that is never a good sign nor a bad one.
 *
 * @param among where what they refer to is looked for
 */
export function gitopsStatuses(objects: readonly LiveObject[], among: readonly LiveObject[] = objects): GitopsStatus[] {
  return objects.flatMap((object) => {
    const isLeaving = object.metadata['deletionTimestamp'] !== undefined;
    return isLeaving ? statusesOf(object, among).map(leaving) : statusesOf(object, among);
  });
}

/** What it said holds for no longer than it takes to delete it, and what it deployed may go with it. */
function leaving({ healthySince: _, ...status }: GitopsStatus): GitopsStatus {
  return { ...status, operation: 'deleting', sync: 'unknown', health: 'unknown' };
}

function statusesOf(object: LiveObject, among: readonly LiveObject[]): GitopsStatus[] {
  switch (`${object.apiVersion.split('/')[0] ?? ''}/${object.kind}`) {
    case 'kustomize.toolkit.fluxcd.io/Kustomization':
      return [fluxStatus(object, among)];
    case 'helm.toolkit.fluxcd.io/HelmRelease':
      return helmReleaseStatuses(object, among);
    case 'argoproj.io/Application':
      return [...argoStatuses(object, among), ...hydratorStatuses(object)];
    case 'kargo.akuity.io/Stage':
      return kargoStatuses(object, among);
    case 'promoter.argoproj.io/PromotionStrategy':
      return promoterStatuses(object, among);
    case 'promoter.argoproj.io/ChangeTransferPolicy':
      return changeTransferStatuses(object, among);
    default:
      return [];
  }
}
