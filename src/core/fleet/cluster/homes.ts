import { everywhere, kindKey, type KindRef, type KindState } from '../../cluster/live';

/** A namespace where controllers keep what they say. */
export interface Home {
  readonly namespace: string;
  readonly kinds: readonly KindRef[];
}

export const applicationKind: KindRef = { apiVersion: 'argoproj.io/*', kind: 'Application' };
const kargo = (kind: string): KindRef => ({ apiVersion: 'kargo.akuity.io/*', kind });
const promoter = (kind: string): KindRef => ({ apiVersion: 'promoter.argoproj.io/*', kind });
const flux = (group: string, kind: string): KindRef => ({ apiVersion: `${group}.toolkit.fluxcd.io/*`, kind });

export const stageKind = kargo('Stage');
const freightKind = kargo('Freight');

/** What tells who moves a branch. It may lie in any namespace, in any version that the cluster serves. */
export const moverKinds: readonly KindRef[] = [
  applicationKind,
  stageKind,
  promoter('PromotionStrategy'),
  promoter('ChangeTransferPolicy'),
];

/** And what tells of which repository and branch. */
const referenceKinds: readonly KindRef[] = [
  ...['GitRepository', 'ScmProvider', 'ClusterScmProvider'].map(promoter),
  ...['PromotionTask', 'ClusterPromotionTask'].map(kargo),
];

/** All that has to be read before anybody is said to move a branch, or nobody. */
export const ownerKinds: readonly KindRef[] = [...moverKinds, ...referenceKinds];

/** What deploys with Flux, and what that refers to. */
const fluxKinds: readonly KindRef[] = [
  flux('kustomize', 'Kustomization'),
  flux('helm', 'HelmRelease'),
  ...['HelmChart', 'GitRepository', 'OCIRepository'].map((kind) => flux('source', kind)),
  flux('image', 'ImageUpdateAutomation'),
];

/** Whoever may not list what movers are told across the cluster is shown at least those of this namespace. */
const engineNamespace = 'argocd';
const fluxNamespace = 'flux-system';

/** As controllers are usually installed, and what may lie anywhere from all namespaces. */
export const usualHomes: readonly Home[] = [
  { namespace: everywhere, kinds: [...ownerKinds, ...fluxKinds] },
  {
    namespace: engineNamespace,
    kinds: [
      { apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject' },
      // One of them says where Argo CD's own pages are.
      { apiVersion: 'v1', kind: 'ConfigMap' },
    ],
  },
];

/**
 * Where the kinds are looked for that may not be listed across the cluster; nothing where all may.
 * @param engines the namespace that the catalog names for engines
 */
export function secondHomes(kinds: ReadonlyMap<string, KindState>, engines = engineNamespace): readonly Home[] {
  const [movers, deployers] = [refusedOf(ownerKinds, kinds), refusedOf(fluxKinds, kinds)];
  return [
    ...(movers.length > 0 ? [{ namespace: engines, kinds: movers }] : []),
    ...(deployers.length > 0 ? [{ namespace: fluxNamespace, kinds: deployers }] : []),
  ];
}

/** What Flux keeps in the namespace that is deployed to, for whoever may not list it everywhere: releases lie there, mostly. */
export function ownHome(kinds: ReadonlyMap<string, KindState>, namespace: string): Home | undefined {
  const refused = refusedOf(fluxKinds, kinds);
  return refused.length > 0 ? { namespace, kinds: refused } : undefined;
}

function refusedOf(wanted: readonly KindRef[], kinds: ReadonlyMap<string, KindState>): readonly KindRef[] {
  return wanted.filter((ref) => {
    const state = kinds.get(kindKey(ref));
    return state?.kind === 'unknown' && state.reason === 'forbidden';
  });
}

/** What Kargo keeps in the namespace of a project: its Stages, for whoever may not list those everywhere, and its Freight. */
export function projectHome(namespace: string): Home {
  return { namespace, kinds: [stageKind, freightKind] };
}

/** The namespaces of the usual ones. */
export const controllerNamespaces: readonly string[] = [everywhere, engineNamespace, fluxNamespace];
