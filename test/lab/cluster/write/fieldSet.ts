import { isList, isObject, type Json, type JsonObject } from '../model/object';
import { any, fieldType, keyDefaults, typeOfKind, type Type } from '../schema';

/**
 * A set of field paths. A path is its FieldsV1 elements (`f:spec`, `k:{"name":"web"}`, `v:"x"`) joined by newlines,
 * which JSON text and field names do not contain; so set algebra is string algebra.
 */
export type FieldSet = ReadonlySet<string>;

/** What stands at a path: a leaf's value, or how a container is told apart from its children. */
export type Field =
  | { readonly role: 'leaf'; readonly value: Json }
  | { readonly role: 'item' }
  | { readonly role: 'container'; readonly empty: boolean };

const join = (path: string, element: string): string => (path ? `${path}\n${element}` : element);
export const elements = (path: string): readonly string[] => path.split('\n');

/** Fields that nobody owns. */
const unowned = new Set(['apiVersion', 'kind']);
const unownedMetadata = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'managedFields',
]);

/** All fields of an object by path, as ownership counts them. Structs that are always there are no field of their own. */
export function fieldsOf(object: JsonObject, kind: string): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  const type = typeOfKind(kind);
  for (const [name, value] of Object.entries(object)) {
    if (unowned.has(name) || value === undefined) continue;
    const owned = name === 'metadata' && isObject(value) ? withoutKeys(value, unownedMetadata) : value;
    collect(owned, fieldType(type, name), `f:${name}`, fields);
  }
  fields.delete('f:metadata');
  return fields;
}

function withoutKeys(object: JsonObject, keys: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.has(key)));
}

function collect(value: Json, type: Type, path: string, into: Map<string, Field>): void {
  if (isObject(value) && !isAtomic(type)) {
    const children = Object.entries(value).filter(([, child]) => child !== undefined);
    if (!isAlwaysThere(type, path)) {
      into.set(path, into.get(path) ?? { role: 'container', empty: children.length === 0 });
    }
    for (const [name, child] of children) collect(child as Json, fieldType(type, name), join(path, `f:${name}`), into);
  } else if (isList(value) && type.kind === 'list' && type.known !== 'atomic') {
    if (!type.always) into.set(path, { role: 'container', empty: value.length === 0 });
    for (const item of value) {
      const itemPath = join(path, itemElement(item, type));
      into.set(itemPath, { role: 'item' });
      if (type.known === 'byKey') collect(item, type.of, itemPath, into);
    }
  } else {
    into.set(path, { role: 'leaf', value });
  }
}

/** What was there before the object is nobody's; in a list's item it came with the item. */
const isAlwaysThere = (type: Type, path: string): boolean =>
  type.kind === 'struct' && type.always && !path.includes('\nk:');

const isAtomic = (type: Type): boolean => (type.kind === 'struct' || type.kind === 'map') && type.atomic;

/** How a list with identity names an item. */
export function itemElement(item: Json, type: Extract<Type, { kind: 'list' }>): string {
  if (type.known === 'set' || !isObject(item)) return `v:${JSON.stringify(item)}`;
  const keys = [...type.keys].sort().flatMap((key) => {
    const value = item[key] ?? keyDefaults[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  return `k:${JSON.stringify(Object.fromEntries(keys))}`;
}

/** FieldsV1: a nested object whose keys are path elements; `.` marks a path that is itself a member. */
export function encodeFields(set: FieldSet): JsonObject {
  interface Node {
    member: boolean;
    readonly children: Map<string, Node>;
  }
  const root: Node = { member: false, children: new Map() };
  for (const path of set) {
    let node = root;
    for (const element of elements(path)) {
      const child: Node = node.children.get(element) ?? { member: false, children: new Map() };
      node.children.set(element, child);
      node = child;
    }
    node.member = true;
  }
  const write = ({ member, children }: Node): JsonObject => ({
    ...(member && children.size > 0 ? { '.': {} } : {}),
    ...Object.fromEntries(
      [...children].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, child]) => [key, write(child)]),
    ),
  });
  return write(root);
}

export function decodeFields(fields: JsonObject): FieldSet {
  const set = new Set<string>();
  const read = (node: JsonObject, path: string): void => {
    const names = Object.keys(node);
    if (path && (names.length === 0 || '.' in node)) set.add(path);
    for (const name of names) {
      const child = node[name];
      if (name !== '.' && isObject(child)) read(child, join(path, name));
    }
  };
  read(fields, '');
  return set;
}

/** The type at a path, for walking an object along it. */
export function typeBelow(type: Type, element: string): Type {
  if (element.startsWith('f:')) return fieldType(type, element.slice(2));
  return type.kind === 'list' ? type.of : any;
}

export const union = (a: FieldSet, b: FieldSet): FieldSet => new Set([...a, ...b]);
export const without = (a: FieldSet, b: FieldSet): FieldSet => new Set([...a].filter((path) => !b.has(path)));
export const common = (a: FieldSet, b: FieldSet): FieldSet => new Set([...a].filter((path) => b.has(path)));
