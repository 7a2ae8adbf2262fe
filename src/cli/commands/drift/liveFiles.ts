import type { LiveObject } from '../../../core/cluster/live';
import { isMap, mapAt, numberAt, stringAt, listAt } from '../../../core/cluster/json';
import type { LiveState } from '../../../core/drift/compare';
import type { ObjectIdentity } from '../../../core/manifest/objects';
import { groupOf, itemType } from '../../../core/manifest/read/identity';
import { readDocuments, type ReadDocument } from './documents';
import type { TextFile } from './files';

interface Refusal {
  /** The resource, as the API names it: `secrets`. Nothing where it does not say: then it may be any. */
  readonly resource: string | undefined;
  readonly group: string | undefined;
  readonly name: string | undefined;
  readonly said: string;
}

/**
 * What files hold of a cluster: objects, lists of them, and answers of its API that refuse some.
 * @param skipped is told what is neither
 * @throws DriftInputError
 */
export function liveFrom(files: readonly TextFile[], skipped: (document: ReadDocument) => void): LiveState {
  const documents = files.flatMap(readDocuments).flatMap(taken);
  const refusals = documents.flatMap(({ value }) => refusalIn(value) ?? []);
  const objects = documents.flatMap((document) => {
    if (isLiveObject(document.value)) return [document.value];
    if (refusalIn(document.value) === undefined && document.value !== null) skipped(document);
    return [];
  });
  return {
    objects,
    unseen: (identity) => refusals.find((refusal) => isAbout(refusal, identity))?.said ?? unseenSeal(identity, objects),
  };
}

/** Files with Secrets and no SealedSecret at all were not asked for any: the Secret that is there was sealed in one. */
function unseenSeal({ kind, namespace, name }: ObjectIdentity, objects: readonly LiveObject[]): string | undefined {
  if (kind !== 'SealedSecret' || objects.some((object) => object.kind === kind)) return undefined;
  const isSealed = objects.some(
    ({ kind: other, metadata }) =>
      other === 'Secret' && metadata.name === name && (namespace ?? metadata.namespace) === metadata.namespace,
  );
  return isSealed ? 'Git holds ciphertext, and only the Secret that it stands for is at hand.' : undefined;
}

/** A list apart; the items of a typed one (`PodList`) lack what the list says. */
function taken(document: ReadDocument): readonly ReadDocument[] {
  const { value } = document;
  if (Array.isArray(value)) return value.flatMap((item: unknown) => taken({ ...document, value: item }));
  const kind = stringAt(value, 'kind');
  if (!kind?.endsWith('List') || !isMap(value) || !Array.isArray(value['items'])) return [document];
  const type = itemType({ apiVersion: value['apiVersion'], kind });
  return listAt(value, 'items').flatMap((item) =>
    taken({ ...document, value: isMap(item) ? { ...type, ...item } : item }),
  );
}

function isLiveObject(value: unknown): value is LiveObject {
  return (
    stringAt(value, 'apiVersion') !== undefined &&
    stringAt(value, 'kind') !== undefined &&
    stringAt(value, 'metadata', 'name') !== undefined
  );
}

/** `kind: Status` is how the API says no. That something is not found is no refusal: it is absent. */
function refusalIn(value: unknown): Refusal | undefined {
  if (stringAt(value, 'kind') !== 'Status' || stringAt(value, 'apiVersion') !== 'v1') return undefined;
  const { code, reason } = { code: numberAt(value, 'code'), reason: stringAt(value, 'reason') };
  const isRefused = code === undefined ? stringAt(value, 'status') === 'Failure' : code >= 400;
  if (!isRefused || code === 404 || reason === 'NotFound') return undefined;
  const details = mapAt(value, 'details');
  return {
    resource: stringAt(details, 'kind')?.toLowerCase(),
    group: stringAt(details, 'group'),
    name: stringAt(details, 'name'),
    said: `The API server answered ${code ?? 'no'} (${reason ?? 'no reason given'}).`,
  };
}

function isAbout({ resource, group, name }: Refusal, identity: ObjectIdentity): boolean {
  if (resource === undefined) return true;
  const kind = identity.kind.toLowerCase();
  const names = [kind, `${kind}s`, `${kind}es`, kind.replace(/y$/, 'ies')];
  return (
    names.includes(resource) &&
    (group ?? '') === groupOf(identity.apiVersion) &&
    (name === undefined || name === '' || name === identity.name)
  );
}
