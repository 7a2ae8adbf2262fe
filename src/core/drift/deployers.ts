import { listAt, mapAt, stringAt } from '../cluster/json';
import type { LiveObject } from '../cluster/live';
import { groupOf } from '../manifest/read/identity';

/** Pairs of label or annotation keys by which deployers mark what is theirs: the owner's namespace, and its name. */
const marks = [
  { owner: 'Kustomization', on: 'labels', key: 'kustomize.toolkit.fluxcd.io' },
  { owner: 'HelmRelease', on: 'labels', key: 'helm.toolkit.fluxcd.io' },
] as const;

const single = [
  { owner: 'ApplySet', on: 'labels', key: 'applyset.kubernetes.io/part-of' },
  { owner: 'App', on: 'labels', key: 'kapp.k14s.io/app' },
] as const;

/**
 * Who deployed a live object, as the deploying tools mark it: `Kustomization flux-system/shop`. Nothing where none does,
 * or the mark was copied from another object. What many share (`app.kubernetes.io/managed-by`) names nobody.
 * Source: research drift.md §4.3 rung 3; the tools' documentation of tracking and inventories.
 */
export class Deployers {
  private readonly listed = new Map<string, string>();
  private readonly applications: ReadonlySet<string>;

  constructor(objects: readonly LiveObject[]) {
    const controllers = objects.filter(({ apiVersion, kind }) => isController(apiVersion, kind));
    for (const controller of controllers) this.readList(controller);
    this.applications = new Set(
      controllers.filter(({ kind }) => kind === 'Application').map(({ metadata }) => metadata.name),
    );
  }

  of(object: LiveObject): string | undefined {
    return markOf(object) ?? this.listed.get(idOf(object)) ?? this.trackedByLabel(object);
  }

  /** What the controllers themselves list as deployed: a Flux inventory, an Application's resources. */
  private readList(controller: LiveObject): void {
    const name = `${controller.kind} ${controller.metadata.namespace ?? ''}/${controller.metadata.name}`;
    for (const entry of listAt(controller, 'status', 'inventory', 'entries')) {
      this.listed.set(stringAt(entry, 'id') ?? '', name);
    }
    for (const resource of listAt(controller, 'status', 'resources')) {
      const part = (key: string): string => stringAt(resource, key) ?? '';
      this.listed.set(
        `${part('namespace')}_${part('name')}_${part('group')}_${part('kind')}`,
        argo(controller.metadata.name),
      );
    }
  }

  /** Older Argo CD tracks by a label that anybody may set: it counts where an Application of that name is there. */
  private trackedByLabel({ kind, metadata }: LiveObject): string | undefined {
    const name = metadata.labels?.['app.kubernetes.io/instance'];
    if (name === undefined || kind === 'PersistentVolumeClaim') return undefined; // claims copy the labels of their template
    return this.applications.has(name) ? argo(name) : undefined;
  }
}

export function isController(apiVersion: string, kind: string): boolean {
  return /^(argoproj\.io\/.*\/Application|(kustomize|helm)\.toolkit\.fluxcd\.io\/.*\/(Kustomization|HelmRelease))$/.test(
    `${apiVersion}/${kind}`,
  );
}

function markOf(object: LiveObject): string | undefined {
  const { labels = {}, annotations = {} } = object.metadata;
  const tracked = annotations['argocd.argoproj.io/tracking-id'];
  if (tracked !== undefined) return trackedBy(object, tracked);
  const release = annotations['meta.helm.sh/release-name'];
  for (const { owner, key } of marks) {
    const name = labels[`${key}/name`];
    if (name !== undefined) return `${owner} ${labels[`${key}/namespace`] ?? ''}/${name}`;
  }
  for (const { owner, key } of single) {
    const name = labels[key];
    if (name !== undefined) return `${owner} ${name}`;
  }
  return release === undefined
    ? undefined
    : `Helm release ${annotations['meta.helm.sh/release-namespace'] ?? ''}/${release}`;
}

/** `app:group/Kind:namespace/name`; where it names another object, it was copied. */
function trackedBy({ apiVersion, kind, metadata }: LiveObject, id: string): string | undefined {
  const [, application, about] = /^([^:]+):(.*)$/.exec(id) ?? [];
  const own = `${groupOf(apiVersion)}/${kind}:${metadata.namespace ?? ''}/${metadata.name}`;
  if (application === undefined || about === undefined) return undefined;
  const isOwn =
    about === own ||
    (metadata.namespace === undefined &&
      about.startsWith(`${groupOf(apiVersion)}/${kind}:`) &&
      about.endsWith(`/${metadata.name}`));
  return isOwn ? argo(application) : undefined;
}

function argo(name: string): string {
  return `Application ${name}`;
}

/** As Flux's inventories write it. */
function idOf({ apiVersion, kind, metadata }: LiveObject): string {
  return [metadata.namespace ?? '', metadata.name.replaceAll(':', '__'), groupOf(apiVersion), kind].join('_');
}

/** Whether an object asks not to be counted as left over. */
export function asksToStay({ metadata }: LiveObject): boolean {
  const annotation = (key: string): string => stringAt(mapAt({ metadata }, 'metadata', 'annotations'), key) ?? '';
  return (
    /\bIgnoreExtraneous\b/.test(annotation('argocd.argoproj.io/compare-options')) ||
    /\bPrune=false\b/.test(annotation('argocd.argoproj.io/sync-options')) ||
    annotation('kustomize.toolkit.fluxcd.io/prune') === 'disabled' ||
    annotation('helm.sh/resource-policy') === 'keep'
  );
}
