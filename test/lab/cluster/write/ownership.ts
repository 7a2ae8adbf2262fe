import { ApiError, type Subject } from '../model/errors';
import { same, type Json, type JsonObject, type KubeObject, type ManagedFieldsEntry } from '../model/object';
import { common, decodeFields, elements, encodeFields, fieldsOf, union, without, type FieldSet } from './fieldSet';

/** Who writes, through which door. */
export interface Author {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly subresource?: 'status' | 'scale';
}

export interface Owner extends Author {
  readonly apiVersion: string;
  readonly time: string;
  readonly fields: FieldSet;
}

export const isSame = (a: Author, b: Author): boolean =>
  a.manager === b.manager && a.operation === b.operation && a.subresource === b.subresource;

/** The paths that a write changed. */
interface Change {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

export function readOwners(object: KubeObject | undefined): readonly Owner[] {
  return (object?.metadata.managedFields ?? []).map((entry) => ({
    manager: entry.manager,
    operation: entry.operation,
    apiVersion: entry.apiVersion,
    time: entry.time,
    ...(entry.subresource === 'status' || entry.subresource === 'scale' ? { subresource: entry.subresource } : {}),
    fields: decodeFields(entry.fieldsV1),
  }));
}

/** The owners without one path, whoever had it. */
export function disowned(owners: readonly Owner[], path: string | undefined): readonly Owner[] {
  if (path === undefined) return owners;
  return owners
    .map((owner) => ({ ...owner, fields: without(owner.fields, new Set([path])) }))
    .filter(({ fields }) => fields.size > 0);
}

export function writeOwners(owners: readonly Owner[]): readonly ManagedFieldsEntry[] {
  return owners
    .filter(({ fields }) => fields.size > 0)
    .sort((a, b) => a.operation.localeCompare(b.operation) || a.time.localeCompare(b.time))
    .map(({ manager, operation, apiVersion, time, fields, subresource }) => ({
      manager,
      operation,
      apiVersion,
      time,
      fieldsType: 'FieldsV1' as const,
      fieldsV1: encodeFields(fields),
      ...(subresource ? { subresource } : {}),
    }));
}

function compare(before: JsonObject | undefined, after: JsonObject, kind: string): Change {
  const old = before ? fieldsOf(before, kind) : new Map<string, never>();
  const now = fieldsOf(after, kind);
  const added = new Set<string>();
  const modified = new Set<string>();
  for (const [path, field] of now) {
    const previous = old.get(path);
    if (!previous) added.add(path);
    else if (field.role === 'leaf' && !same(previous, field)) modified.add(path);
  }
  return { added, modified, removed: new Set([...old.keys()].filter((path) => !now.has(path))) };
}

/** Ownership after a plain write: what changed is the author's, nobody else's. */
export function ownersAfterUpdate(
  before: KubeObject | undefined,
  after: KubeObject,
  author: Author,
  time: string,
  owners: readonly Owner[] = readOwners(before),
): readonly Owner[] {
  const change = compare(before, after, after.kind);
  const taken = union(change.added, change.modified);
  const others = owners.map((owner) => ({ ...owner, fields: without(without(owner.fields, taken), change.removed) }));
  if (taken.size === 0) return others;
  const mine = others.find((owner) => isSame(owner, author));
  return [
    ...others.filter((owner) => owner !== mine),
    { ...author, apiVersion: after.apiVersion, time, fields: union(mine?.fields ?? new Set(), taken) },
  ];
}

/** The fields that an applied configuration claims: its leaves, list items and empty containers. */
export function claimedBy(configuration: JsonObject, kind: string): FieldSet {
  return new Set(
    [...fieldsOf(configuration, kind)].flatMap(([path, field]) =>
      field.role === 'container' && !field.empty ? [] : [path],
    ),
  );
}

/**
 * Ownership after an apply. Fields of others that keep their value become shared; those that change are a conflict,
 * or with `force` move over. Throws 409 with one cause per field.
 */
export function ownersAfterApply(
  before: KubeObject | undefined,
  after: KubeObject,
  claimed: FieldSet,
  author: Author,
  time: string,
  on: { readonly conflict: 'refuse' | 'take'; readonly subject: Subject },
): readonly Owner[] {
  const change = compare(before, after, after.kind);
  const changed = union(change.added, change.modified);
  const others = readOwners(before).filter((owner) => !isSame(owner, author));
  if (on.conflict === 'refuse') refuseConflicts(others, common(changed, claimed));
  const kept = others.map((owner) => ({ ...owner, fields: without(without(owner.fields, changed), change.removed) }));
  return [...kept, { ...author, apiVersion: after.apiVersion, time, fields: claimed }];
}

function refuseConflicts(others: readonly Owner[], changed: FieldSet): void {
  const causes = others.flatMap((owner) =>
    [...common(owner.fields, changed)].map((path) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${JSON.stringify(owner.manager)}${owner.subresource ? ` with subresource "${owner.subresource}"` : ''} using ${owner.apiVersion}`,
      field: fieldPath(path),
    })),
  );
  const [first, ...more] = causes;
  if (!first) return;
  const message =
    more.length === 0
      ? `Apply failed with 1 conflict: ${first.message}: ${first.field}`
      : `Apply failed with ${causes.length} conflicts: ${causes.map((cause) => `${cause.message}: ${cause.field}`).join('; ')}`;
  throw new ApiError(409, 'Conflict', message, { causes });
}

/** `.spec.template.spec.containers[name="web"].image` */
function fieldPath(path: string): string {
  return elements(path)
    .map((element) => {
      if (element.startsWith('f:')) return `.${element.slice(2)}`;
      if (element.startsWith('v:')) return `[=${element.slice(2)}]`;
      const keys = JSON.parse(element.slice(2)) as Record<string, Json>;
      return `[${Object.entries(keys)
        .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
        .join(',')}]`;
    })
    .join('');
}
