import { argoStatus } from './gitops/argo';
import { fluxStatus } from './gitops/flux';
import type { GitopsStatus } from './gitops/status';
import type { LiveObject } from './live';

export { commitOf } from './gitops/flux';
export type { GitopsStatus } from './gitops/status';

/**
 * What the GitOps controllers among the objects say: each Flux Kustomization and each Argo CD Application, of whatever
 * version. Where none is among them, nothing is said, and that is never a good sign nor a bad one.
 */
export function gitopsStatuses(objects: readonly LiveObject[]): GitopsStatus[] {
  return objects.flatMap((object) => {
    switch (`${object.apiVersion.split('/')[0] ?? ''}/${object.kind}`) {
      case 'kustomize.toolkit.fluxcd.io/Kustomization':
        return [fluxStatus(object, objects)];
      case 'argoproj.io/Application':
        return [argoStatus(object)];
      default:
        return [];
    }
  });
}
