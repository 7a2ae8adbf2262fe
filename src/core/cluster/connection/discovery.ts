import * as z from 'zod';
import type { Clock } from '../../support/clock';
import { everywhere, kindKey, type KindRef } from '../live';
import { orAborted } from '../../support/orAborted';
import { ClusterError } from './failure';

/** Where the objects of a kind are. */
export interface Resource {
  /** `deployments` */
  readonly name: string;
  /** As RBAC and kubectl name it: `deployments.apps`. */
  readonly qualifiedName: string;
  readonly namespaced: boolean;
  /** `/apis/apps/v1` */
  readonly root: string;
}

const ResourceList = z.object({
  resources: z.array(
    z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean(), verbs: z.array(z.string()).nullish() }),
  ),
});

const Group = z.object({
  versions: z.array(z.object({ groupVersion: z.string() })),
  preferredVersion: z.object({ groupVersion: z.string() }).nullish(),
});

type Resources = ReadonlyMap<string, Resource>;

/** A kind that was missing may be there soon: a definition is often applied just before its first object. */
const missingLifeMs = 10_000;
/** And one that was there may be served differently after an upgrade. */
const lifeMs = 30 * 60_000;

/** Maps kinds to resources, one group and version at a time, each asked for when first needed. Custom kinds included. */
export class Discovery {
  private readonly groups = new Map<string, { readonly at: number; readonly resources: Promise<Resources> }>();

  constructor(
    private readonly fetch: (path: string) => Promise<string>,
    private readonly clock: Clock,
  ) {}

  /** @throws ClusterError `cluster/noSuchKind` where the cluster does not serve the kind, or not as a list */
  async resource(ref: KindRef, signal?: AbortSignal): Promise<Resource> {
    const age = this.age(ref.apiVersion);
    const known = age < lifeMs ? await orAborted(this.read(ref.apiVersion), signal) : undefined;
    const found = known?.get(ref.kind);
    if (found) return found;
    if (age > missingLifeMs) this.groups.delete(ref.apiVersion);
    const again = (await orAborted(this.read(ref.apiVersion), signal)).get(ref.kind);
    if (!again) throw ClusterError.noSuchKind(ref.kind, ref.apiVersion);
    return again;
  }

  forget(): void {
    this.groups.clear();
  }

  private age(apiVersion: string): number {
    const known = this.groups.get(apiVersion);
    return known ? this.clock.now() - known.at : 0;
  }

  private read(apiVersion: string): Promise<Resources> {
    const known = this.groups.get(apiVersion);
    if (known) return known.resources;
    const resources = apiVersion.endsWith('/*') ? this.ofGroup(apiVersion.slice(0, -2)) : this.ofVersion(apiVersion);
    const entry = { at: this.clock.now(), resources };
    this.groups.set(apiVersion, entry);
    resources.catch(() => {
      if (this.groups.get(apiVersion) === entry) this.groups.delete(apiVersion);
    });
    return resources;
  }

  private async ofVersion(apiVersion: string): Promise<Resources> {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const text = await this.unlessMissing(encodeURI(root));
    return text === undefined ? new Map() : readResources(text, apiVersion, root);
  }

  /** Each kind in the version that the server prefers, or else in one that it has it in. */
  private async ofGroup(group: string): Promise<Resources> {
    const text = await this.unlessMissing(encodeURI(`/apis/${group}`));
    if (text === undefined) return new Map();
    const { versions, preferredVersion } = Group.parse(JSON.parse(text));
    const first = preferredVersion?.groupVersion;
    const all = new Set([...(first === undefined ? [] : [first]), ...versions.map(({ groupVersion }) => groupVersion)]);
    const found = await Promise.all([...all].map((version) => this.ofVersion(version)));
    return new Map(found.toReversed().flatMap((resources) => [...resources]));
  }

  private async unlessMissing(path: string): Promise<string | undefined> {
    try {
      return await this.fetch(path);
    } catch (error) {
      if (error instanceof ClusterError && error.reason === 'missing') return undefined;
      throw error;
    }
  }
}

function readResources(text: string, apiVersion: string, root: string): Resources {
  const list = ResourceList.parse(JSON.parse(text));
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0] ?? ''}` : '';
  return new Map(
    list.resources
      .filter(({ name, verbs }) => !name.includes('/') && ['list', 'watch'].every((verb) => verbs?.includes(verb)))
      .map(({ name, kind, namespaced }) => [kind, { name, qualifiedName: name + group, namespaced, root }]),
  );
}

/**
 * The path of all objects of a resource in a namespace, or in the whole cluster where none is given. Of kinds outside
 * namespaces all are meant, but for the namespace itself: nobody has to be allowed to list the others.
 */
export function collectionPath(
  resource: Resource,
  ref: KindRef,
  namespace: string | undefined,
  query: Readonly<Record<string, string>>,
): string {
  const isOne = namespace !== undefined && namespace !== everywhere;
  const place = resource.namespaced && isOne ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const own = kindKey(ref) === 'v1/Namespace' && isOne ? { fieldSelector: `metadata.name=${namespace}` } : {};
  return `${resource.root}${place}/${resource.name}?${new URLSearchParams({ ...own, ...query }).toString()}`;
}
