import { badRequest, invalid, type Subject } from '../model/errors';
import { isList, isObject, same, type Json, type JsonObject } from '../model/object';
import { fieldType, type Type } from '../schema';

/** RFC 7386. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged = new Map(Object.entries(isObject(target) ? target : {}));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || value === undefined) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

/** Strategic merge: as a merge patch, but lists with a merge key go item by item, and `$patch` directives hold. */
export function strategicMerge(target: Json | undefined, patch: Json, type: Type): Json {
  if (isObject(patch)) {
    if (patch['$patch'] === 'replace') return withoutDirectives(patch);
    const retained = patch['$retainKeys'];
    const merged = new Map(
      Object.entries(isObject(target) ? target : {}).filter(([key]) => !isList(retained) || retained.includes(key)),
    );
    for (const [key, value] of Object.entries(patch)) {
      if (key.startsWith('$deleteFromPrimitiveList/')) {
        const field = key.slice(key.indexOf('/') + 1);
        const old = merged.get(field);
        if (isList(old) && isList(value))
          merged.set(
            field,
            old.filter((item) => !value.includes(item)),
          );
      } else if (!key.startsWith('$')) {
        if (value === null || value === undefined) merged.delete(key);
        else merged.set(key, strategicMerge(merged.get(key), value, fieldType(type, key)));
      }
    }
    return Object.fromEntries(merged);
  }
  if (isList(patch) && type.kind === 'list') return mergeLists(isList(target) ? target : [], patch, type);
  return patch;
}

const withoutDirectives = (patch: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(patch).filter(([key]) => !key.startsWith('$')));

/** Strategic merge knows items by one key, the first. */
function mergeLists(target: readonly Json[], patch: readonly Json[], type: Extract<Type, { kind: 'list' }>): Json {
  if (type.known === 'atomic') return patch;
  if (type.known === 'set') return [...new Set([...target, ...patch])];
  const key = type.keys[0] ?? 'name';
  const identity = (item: Json): Json | undefined => (isObject(item) ? item[key] : undefined);
  if (patch.some((item) => isObject(item) && item['$patch'] === 'replace')) {
    return patch.filter((item) => !(isObject(item) && item['$patch'] === 'replace'));
  }
  const isNamedIn = (list: readonly Json[], item: Json): boolean =>
    list.some((candidate) => same(identity(candidate), identity(item)));
  const given = patch.filter((item) => !(isObject(item) && item['$patch'] === 'delete'));
  const patched = given.map((item) => {
    const before = target.find((candidate) => same(identity(candidate), identity(item)));
    if (before === undefined) return isObject(item) ? withoutDirectives(item) : item;
    return strategicMerge(before, item, type.of);
  });
  const untouched = target.filter((item) => !isNamedIn(patch, item));
  return interleaved(patched, untouched, (item) =>
    target.findIndex((candidate) => same(identity(candidate), identity(item))),
  );
}

/**
 * What a patch names and what it does not, each in its own order; between the two the old order decides, and what is
 * new comes first. As `mergeSortedSlice` of apimachinery's `strategicpatch` does it.
 */
function interleaved(
  named: readonly Json[],
  others: readonly Json[],
  oldPlace: (item: Json) => number,
): readonly Json[] {
  const [left, right, merged] = [[...named], [...others], [] as Json[]];
  for (;;) {
    const [a, b] = [left[0], right[0]];
    if (a === undefined || b === undefined) return [...merged, ...left, ...right];
    const goesFirst = oldPlace(a) < 0 || oldPlace(a) < oldPlace(b);
    merged.push(goesFirst ? a : b);
    (goesFirst ? left : right).shift();
  }
}

/** RFC 6902, as far as people use it: add, replace, remove, test. Throws 400, or 422 where it does not fit. */
export function jsonPatch(target: Json, patch: Json, subject: Subject, name: string): Json {
  if (!isList(patch)) throw badRequest('a JSON patch is a list of operations');
  return patch.reduce<Json>((document, operation) => {
    const op = isObject(operation) ? operation['op'] : undefined;
    const path = isObject(operation) ? operation['path'] : undefined;
    const value = isObject(operation) ? operation['value'] : undefined;
    if (typeof op !== 'string' || typeof path !== 'string') throw badRequest('a JSON patch operation has op and path');
    const tokens = path
      .split('/')
      .slice(1)
      .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
    const done = operate(document, tokens, op, value);
    if (done === undefined) {
      throw invalid(subject, name, [
        {
          field: path,
          reason: 'FieldValueInvalid',
          message: `the server rejected our request due to an error in our request`,
        },
      ]);
    }
    return done;
  }, target);
}

/** The document after the operation, or undefined if the path or the test fails. */
function operate(
  here: Json | undefined,
  tokens: readonly string[],
  op: string,
  value: Json | undefined,
): Json | undefined {
  const [token, ...rest] = tokens;
  if (token === undefined) return op === 'test' ? (same(here, value) ? here : undefined) : value;
  if (isList(here)) return operateOnList(here, token, rest, op, value);
  if (!isObject(here)) return undefined;
  if (rest.length === 0 && op === 'remove') {
    const { [token]: gone, ...others } = here;
    return gone === undefined ? undefined : others;
  }
  if (rest.length === 0 && op === 'replace' && here[token] === undefined) return undefined;
  const child = operate(here[token], rest, op, value);
  return child === undefined ? undefined : { ...here, [token]: child };
}

function operateOnList(
  list: readonly Json[],
  token: string,
  rest: readonly string[],
  op: string,
  value: Json | undefined,
): Json | undefined {
  const index = token === '-' ? list.length : Number(token);
  if (!Number.isInteger(index) || index < 0 || index > list.length) return undefined;
  if (rest.length === 0 && op === 'add') return value === undefined ? undefined : list.toSpliced(index, 0, value);
  if (index === list.length) return undefined;
  if (rest.length === 0 && op === 'remove') return list.toSpliced(index, 1);
  const child = operate(list[index], rest, op, value);
  return child === undefined ? undefined : list.with(index, child);
}
