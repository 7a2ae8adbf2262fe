import { everywhere, kindKey, type KindRef, type KindState } from '../../cluster/live';

/** A namespace where controllers keep what they say. */
export interface Home {
  readonly namespace: string;
  readonly kinds: readonly KindRef[];
}

export const applicationKind: KindRef = { apiVersion: 'argoproj.io/*', kind: 'Application' };
export const stageKind: KindRef = { apiVersion: 'kargo.akuity.io/*', kind: 'Stage' };
const promoter = (kind: string): KindRef => ({ apiVersion: 'promoter.argoproj.io/*', kind });

/** What tells who moves a branch. It may lie in any namespace, in any version that the cluster serves. */
export const moverKinds: readonly KindRef[] = [
  applicationKind,
  stageKind,
  promoter('PromotionStrategy'),
  promoter('ChangeTransferPolicy'),
];

/** And what tells of which repository. */
const referenceKinds: readonly KindRef[] = ['GitRepository', 'ScmProvider', 'ClusterScmProvider'].map(promoter);

/** Whoever may not list what movers are told across the cluster is shown at least those of this namespace. */
const engineNamespace = 'argocd';

/** As controllers are usually installed, and what may lie anywhere from all namespaces. */
export const usualHomes: readonly Home[] = [
  { namespace: everywhere, kinds: [...moverKinds, ...referenceKinds] },
  { namespace: engineNamespace, kinds: [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject' }] },
  {
    namespace: 'flux-system',
    kinds: [
      { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' },
      { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository' },
      { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'OCIRepository' },
      { apiVersion: 'image.toolkit.fluxcd.io/v1', kind: 'ImageUpdateAutomation' },
    ],
  },
];

/**
 * Where the kinds are looked for that may not be listed across the cluster; nothing where all may.
 * @param namespace the one that the catalog names
 */
export function secondHome(kinds: ReadonlyMap<string, KindState>, namespace = engineNamespace): Home | undefined {
  const refused = [...moverKinds, ...referenceKinds].filter((ref) => {
    const state = kinds.get(kindKey(ref));
    return state?.kind === 'unknown' && state.reason === 'forbidden';
  });
  return refused.length > 0 ? { namespace, kinds: refused } : undefined;
}

/** What Kargo keeps in the namespace of a project: its Stages, for whoever may not list those everywhere. */
export function projectHome(namespace: string): Home {
  return { namespace, kinds: [stageKind] };
}

/** The namespaces of the usual ones. */
export const controllerNamespaces: readonly string[] = usualHomes.map(({ namespace }) => namespace);
