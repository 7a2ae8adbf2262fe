import { stringAt } from '../../cluster/json';
import type { ObjectIdentity } from '../../manifest/objects';

/** What a live object says that it is; nothing where it does not say so in text. */
export function liveIdentity(object: unknown): ObjectIdentity | undefined {
  const [apiVersion, kind] = [stringAt(object, 'apiVersion'), stringAt(object, 'kind')];
  const [name, namespace] = [stringAt(object, 'metadata', 'name'), stringAt(object, 'metadata', 'namespace')];
  if (apiVersion === undefined || kind === undefined || name === undefined) return undefined;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

export function labelOf(object: unknown, key: string): string | undefined {
  return stringAt(object, 'metadata', 'labels', key);
}

export function annotationOf(object: unknown, key: string): string | undefined {
  return stringAt(object, 'metadata', 'annotations', key);
}
