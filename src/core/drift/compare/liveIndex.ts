import type { LiveObject } from '../../cluster/live';
import type { ObjectIdentity } from '../../manifest/objects';
import { scalarText, textAt } from '../values/values';

/** Which live object a manifest means. */
export type Found =
  | { readonly kind: 'found'; readonly object: LiveObject }
  | { readonly kind: 'none' }
  /** The manifest leaves the namespace open, and several have such an object. */
  | { readonly kind: 'ambiguous'; readonly namespaces: readonly string[] };

/** Live objects by group, kind and name, whatever their order and version. */
export class LiveIndex {
  private readonly byName = new Map<string, LiveObject[]>();

  constructor(objects: readonly LiveObject[]) {
    for (const object of objects) {
      const name = textAt(object.metadata, 'name');
      if (name === undefined) continue;
      const key = nameKey({ apiVersion: object.apiVersion, kind: object.kind, name });
      const known = this.byName.get(key);
      if (known) known.push(object);
      else this.byName.set(key, [object]);
    }
  }

  /**
   * A manifest that names a namespace is never held against its namesake in another one. One that names none means the
   * `usual` one, and without such, whichever there is (test/unit/drift/cases, case 56). A live object without a namespace is
   * cluster-scoped, whatever the manifest says (case 70).
   */
  find(identity: ObjectIdentity, usual: string | undefined): Found {
    const all = this.byName.get(nameKey(identity)) ?? [];
    const same = all.filter(({ apiVersion }) => apiVersion === identity.apiVersion);
    const candidates = same.length > 0 ? same : all;
    const namespace = identity.namespace ?? usual;
    const fitting = candidates.filter((object) => {
      const own = textAt(object.metadata, 'namespace');
      return own === undefined || namespace === undefined || own === namespace;
    });
    const namespaces = [...new Set(fitting.flatMap((object) => textAt(object.metadata, 'namespace') ?? []))];
    if (namespaces.length > 1) return { kind: 'ambiguous', namespaces };
    const object = fitting.findLast(({ metadata }) => textAt(metadata, 'namespace') !== undefined) ?? fitting.at(-1);
    return object ? { kind: 'found', object } : { kind: 'none' };
  }
}

/** The version is left out: one object is served in several. */
export function nameKey({ apiVersion, kind, name }: ObjectIdentity): string {
  // A live object's type is not sure to be text.
  const [group] = /^[^/]*(?=\/)/.exec(scalarText(apiVersion)) ?? [''];
  return [group, kind, name].join('\u0000');
}
