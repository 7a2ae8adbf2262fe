import { load } from 'js-yaml';
import type { LiveObject, ManagedFieldsEntry } from '../../../src/core/cluster/live';
import { bundledSchema } from '../../../src/core/cluster/schemas/bundled';
import { readManifestFile } from '../../../src/core/manifest/read/readManifestFile';
import type { KubeObject } from '../../lab/cluster/model/object';
import { withDefaults } from '../../lab/cluster/write/defaults';
import { encoded, fieldsOf, withoutContainers, type Fields } from './fieldsV1';

export const created = '2026-03-01T08:00:00Z';
export const changed = '2026-03-02T09:30:00Z';

/** How the object came to the cluster, which decides what its managedFields say. `plain`: none are known. */
export type Route = 'plain' | 'clientSide' | 'serverSide' | 'helm';
export const routes: readonly Route[] = ['plain', 'clientSide', 'serverSide', 'helm'];

/** Who wrote after the deployer did; `webhook`: something on the server, which owns nothing. */
export type Author = { readonly manager: string; readonly subresource?: 'scale' | 'status' } | 'webhook';

export interface History {
  readonly applied: string;
  /** What the server held right after that, where somebody wrote since. */
  readonly first?: string | undefined;
  readonly now: string;
  readonly by?: Author | undefined;
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

const notePath = `f:metadata\nf:annotations\nf:${lastApplied}`;

/** An object as a server holds it: with its defaults filled in. */
export function stored(yaml: string): KubeObject {
  const object = withDefaults(load(yaml) as KubeObject);
  return {
    ...object,
    metadata: { uid: 'c0ffee', resourceVersion: '7', creationTimestamp: created, ...object.metadata },
  };
}

/** The object as the server answers it, with the owners that its history gives it. */
export function answered({ applied, first, now, by = 'webhook' }: History, route: Route): LiveObject {
  const object = stored(now);
  if (route === 'plain') return object;
  const sent = load(applied) as KubeObject;
  const managedFields = entries({ sent, first: stored(first ?? now), now: object, by }, route);
  const note = route === 'clientSide' ? { [lastApplied]: `${JSON.stringify(sent)}\n` } : {};
  const annotations = { ...object.metadata.annotations, ...note };
  return { ...object, metadata: { ...object.metadata, annotations, managedFields } };
}

interface Writes {
  readonly sent: KubeObject;
  readonly first: KubeObject;
  readonly now: KubeObject;
  readonly by: Author;
}

/** A plain write owns all that it changed, defaults included; an apply owns what it sent; both lose what others change. */
function entries({ sent, first, now, by }: Writes, route: Exclude<Route, 'plain'>): readonly ManagedFieldsEntry[] {
  const schema = bundledSchema(now);
  const [applied, before, after] = [sent, first, now].map((object) => fieldsOf(object, schema)) as [
    Fields,
    Fields,
    Fields,
  ];
  const written = by === 'webhook' ? new Set<string>() : changes(before, after);
  const deployed = [...(route === 'serverSide' ? withoutContainers(applied) : before.keys())];
  const kept = deployed.filter((path) => after.has(path) && !written.has(path));
  const deployer = {
    manager: { clientSide: 'kubectl-client-side-apply', helm: 'helm', serverSide: 'kustomize-controller' }[route],
    operation: route === 'serverSide' ? 'Apply' : 'Update',
    apiVersion: now.apiVersion,
    time: created,
    fieldsV1: encoded(route === 'clientSide' ? [...kept, notePath] : kept),
  };
  if (by === 'webhook' || written.size === 0) return [deployer];
  return [
    deployer,
    { operation: 'Update', apiVersion: now.apiVersion, time: changed, ...by, fieldsV1: encoded(written) },
  ];
}

function changes(before: Fields, after: Fields): Set<string> {
  return new Set([...after].filter(([path, value]) => before.get(path) !== value).map(([path]) => path));
}

/** A manifest file, or several documents in one. */
export function manifest(yaml: string, file = 'app.yaml') {
  return readManifestFile(file, yaml);
}
