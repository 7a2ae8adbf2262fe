import { listAt, stringAt } from '../../cluster/json';
import type { LiveObject } from '../../cluster/live';
import type { ObjectIdentity } from '../../manifest/objects';
import { groupOf } from '../../manifest/read/identity';
import { annotationOf, labelOf, liveIdentity } from './liveIdentity';

/**
 * Who deployed a live object, as the deploying tools mark it: `Kustomization flux-system/shop`. Nothing where none does,
 * or the mark was copied from another object. What many share (`app.kubernetes.io/managed-by`) names nobody.
 * Source: docs/drift.md, "How an answer is found", rung 3; the tools' documentation of tracking and inventories.
 */
export class Deployers {
  private readonly listed = new Map<string, string>();
  private readonly applications = new Set<string>();

  /** @param others of controllers that lie elsewhere */
  constructor(
    objects: readonly LiveObject[],
    private readonly others?: Deployers,
  ) {
    for (const object of objects) {
      const controller = controllerOf(object);
      if (controller) this.readList(object, controller);
    }
  }

  of(object: LiveObject): string | undefined {
    const identity = liveIdentity(object);
    if (!identity) return undefined;
    return markOf(object, identity) ?? this.listedAs(idOf(identity)) ?? this.trackedByLabel(object, identity);
  }

  private listedAs(id: string): string | undefined {
    return this.listed.get(id) ?? this.others?.listedAs(id);
  }

  private isApplication(name: string): boolean {
    return this.applications.has(name) || (this.others?.isApplication(name) ?? false);
  }

  /** What the controllers themselves list as deployed: a Flux inventory, an Application's resources. */
  private readList(object: LiveObject, { kind, name }: Controller): void {
    if (kind === 'Application') this.applications.add(name);
    for (const entry of listAt(object, 'status', 'inventory', 'entries')) {
      this.listed.set(stringAt(entry, 'id') ?? '', name);
    }
    for (const resource of listAt(object, 'status', 'resources')) {
      const part = (key: string): string => stringAt(resource, key) ?? '';
      this.listed.set([part('namespace'), part('name'), part('group'), part('kind')].join('_'), name);
    }
  }

  /** Older Argo CD tracks by a label that anybody may set: it counts where an Application of that name is there. */
  private trackedByLabel(object: LiveObject, { kind }: ObjectIdentity): string | undefined {
    const name = argo(labelOf(object, 'app.kubernetes.io/instance') ?? '');
    if (kind === 'PersistentVolumeClaim') return undefined; // claims copy the labels of their template
    return this.isApplication(name) ? name : undefined;
  }
}

interface Controller {
  readonly kind: 'Application' | 'Kustomization' | 'HelmRelease';
  /** As {@link Deployers} names it. */
  readonly name: string;
}

/** What of a GitOps controller an object is. */
export function controllerOf(object: LiveObject): Controller | undefined {
  const identity = liveIdentity(object);
  if (!identity) return undefined;
  const { kind, namespace = '', name } = identity;
  const group = groupOf(identity.apiVersion);
  if (group === 'argoproj.io' && kind === 'Application') return { kind, name: argo(name) };
  const isFlux =
    (group === 'kustomize.toolkit.fluxcd.io' && kind === 'Kustomization') ||
    (group === 'helm.toolkit.fluxcd.io' && kind === 'HelmRelease');
  return isFlux ? { kind, name: `${kind} ${namespace}/${name}` } : undefined;
}

function markOf(object: LiveObject, identity: ObjectIdentity): string | undefined {
  const tracked = annotationOf(object, 'argocd.argoproj.io/tracking-id');
  if (tracked !== undefined) return trackedBy(identity, tracked);
  for (const [kind, tool] of [
    ['Kustomization', 'kustomize.toolkit.fluxcd.io'],
    ['HelmRelease', 'helm.toolkit.fluxcd.io'],
  ]) {
    const name = labelOf(object, `${tool}/name`);
    if (name !== undefined) return `${kind} ${labelOf(object, `${tool}/namespace`) ?? ''}/${name}`;
  }
  const set = labelOf(object, 'applyset.kubernetes.io/part-of');
  if (set !== undefined) return `ApplySet ${set}`;
  const app = labelOf(object, 'kapp.k14s.io/app');
  if (app !== undefined) return `App ${app}`;
  const release = annotationOf(object, 'meta.helm.sh/release-name');
  const namespace = annotationOf(object, 'meta.helm.sh/release-namespace') ?? '';
  return release === undefined ? undefined : `Helm release ${namespace}/${release}`;
}

/** `app:group/Kind:namespace/name`, also of what is in no namespace; where it names another object, it was copied. */
function trackedBy({ apiVersion, kind, namespace, name }: ObjectIdentity, id: string): string | undefined {
  const [, application, group, of, place, named] = /^([^:]+):([^/:]*)\/([^:]+):([^/]*)\/(.+)$/.exec(id) ?? [];
  const isOwn =
    group === groupOf(apiVersion) && of === kind && named === name && (namespace === undefined || namespace === place);
  return isOwn && application !== undefined ? argo(application) : undefined;
}

function argo(name: string): string {
  return `Application ${name}`;
}

/** As Flux's inventories write it. */
function idOf({ apiVersion, kind, namespace = '', name }: ObjectIdentity): string {
  return [namespace, name.replaceAll(':', '__'), groupOf(apiVersion), kind].join('_');
}

/** Whether an object asks not to be counted as left over. */
export function asksToStay(object: LiveObject): boolean {
  return (
    /\bIgnoreExtraneous\b/.test(annotationOf(object, 'argocd.argoproj.io/compare-options') ?? '') ||
    /\bPrune=false\b/.test(annotationOf(object, 'argocd.argoproj.io/sync-options') ?? '') ||
    annotationOf(object, 'kustomize.toolkit.fluxcd.io/prune') === 'disabled' ||
    annotationOf(object, 'helm.sh/resource-policy') === 'keep'
  );
}
