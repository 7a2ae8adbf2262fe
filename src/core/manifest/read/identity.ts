import type { ObjectIdentity, Value, ValueMap } from '../objects';

export function isMapValue(value: Value | undefined): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a document is: an object, a list of objects, something that wants to be an object, or none of ours. */
export type DocumentKind =
  | { readonly kind: 'object'; readonly identity: ObjectIdentity }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'incomplete'; readonly lacks: string }
  | { readonly kind: 'other' };

/** Tells an object by `apiVersion`, `kind` and `metadata.name`; a `List` is what kubectl takes apart. */
export function kindOf(value: Value): DocumentKind {
  if (!isMapValue(value)) return { kind: 'other' };
  const { apiVersion, kind, metadata } = {
    apiVersion: value['apiVersion'],
    kind: value['kind'],
    metadata: value['metadata'],
  };
  if (apiVersion === undefined && kind === undefined) return { kind: 'other' };
  if (typeof apiVersion !== 'string' || apiVersion === '') return { kind: 'incomplete', lacks: 'apiVersion' };
  if (typeof kind !== 'string' || kind === '') return { kind: 'incomplete', lacks: 'kind' };
  const items = value['items'];
  if (kind.endsWith('List') && Array.isArray(items)) {
    const type = itemType({ apiVersion, kind });
    return {
      kind: 'list',
      items: (items as readonly Value[]).map((item) => (isMapValue(item) ? { ...type, ...item } : item)),
    };
  }
  const { name, namespace } = isMapValue(metadata) ? { name: metadata['name'], namespace: metadata['namespace'] } : {};
  if (typeof name !== 'string' || name === '') return { kind: 'incomplete', lacks: 'metadata.name' };
  const hasNamespace = typeof namespace === 'string' && namespace !== '';
  return { kind: 'object', identity: { apiVersion, kind, ...(hasNamespace ? { namespace } : {}), name } };
}

/** What the items of a typed list (`ConfigMapList`) leave to it to say of themselves; nothing of a plain `List`. */
export function itemType<Version>({ apiVersion, kind }: { readonly apiVersion: Version; readonly kind: string }) {
  return kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
}

/** The API group: empty for the core. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** Equal for the same object, whichever version of its API a file uses. */
export function identityKey({ apiVersion, kind, namespace, name }: ObjectIdentity): string {
  return [groupOf(apiVersion), kind, namespace ?? '', name].join('/');
}
