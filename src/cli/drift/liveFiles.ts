import type { LiveObject } from '../../core/cluster/live';
import { isMap, mapAt, numberAt, stringAt, listAt } from '../../core/cluster/json';
import type { LiveWorld } from '../../core/drift/compare';
import type { ObjectIdentity } from '../../core/manifest/objects';
import { groupOf } from '../../core/manifest/read/identity';
import { readDocuments, type ReadDocument } from './documents';
import type { TextFile } from './files';

interface Refusal {
  /** The resource, as the API names it: `secrets`. */
  readonly resource: string;
  readonly group: string | undefined;
  readonly name: string | undefined;
  readonly said: string;
}

/**
 * What files hold of a cluster: objects, lists of them, and answers of its API that refuse some.
 * @param skipped is told what is neither
 * @throws DriftInputError
 */
export function liveFrom(files: readonly TextFile[], skipped: (document: ReadDocument) => void): LiveWorld {
  const documents = files.flatMap(readDocuments).flatMap(taken);
  const refusals = documents.flatMap(({ value }) => refusalIn(value) ?? []);
  const objects = documents.flatMap((document) => {
    if (isLiveObject(document.value)) return [document.value];
    if (refusalIn(document.value) === undefined && document.value !== null) skipped(document);
    return [];
  });
  return { objects, unseen: (identity) => refusals.find((refusal) => isAbout(refusal, identity))?.said };
}

/** A list apart; the items of a typed one (`PodList`) lack what the list says. */
function taken(document: ReadDocument): readonly ReadDocument[] {
  const { value } = document;
  if (Array.isArray(value)) return value.flatMap((item: unknown) => taken({ ...document, value: item }));
  const kind = stringAt(value, 'kind');
  if (!kind?.endsWith('List') || !isMap(value) || !Array.isArray(value['items'])) return [document];
  const type = kind === 'List' ? {} : { apiVersion: value['apiVersion'], kind: kind.slice(0, -'List'.length) };
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
  const code = numberAt(value, 'code');
  const details = mapAt(value, 'details');
  const resource = stringAt(details, 'kind');
  if (code === undefined || code === 404 || code < 400 || resource === undefined) return undefined;
  return {
    resource: resource.toLowerCase(),
    group: stringAt(details, 'group'),
    name: stringAt(details, 'name'),
    said: `The API server answered ${code} (${stringAt(value, 'reason') ?? 'no reason given'}).`,
  };
}

function isAbout({ resource, group, name }: Refusal, identity: ObjectIdentity): boolean {
  const kind = identity.kind.toLowerCase();
  const names = [kind, `${kind}s`, `${kind}es`, kind.replace(/y$/, 'ies')];
  return (
    names.includes(resource) &&
    (group ?? '') === groupOf(identity.apiVersion) &&
    (name === undefined || name === '' || name === identity.name)
  );
}
