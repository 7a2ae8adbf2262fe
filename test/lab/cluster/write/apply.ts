import { isList, isObject, type Json, type JsonObject } from '../model/object';
import { fieldType, type Type } from '../schema';
import { elements, itemElement, typeBelow, type FieldSet } from './fieldSet';

/** A live value with an applied configuration laid over it, lists with identity by their keys. */
export function mergeApplied(live: Json | undefined, applied: Json, type: Type): Json {
  if (isObject(live) && isObject(applied) && !((type.kind === 'struct' || type.kind === 'map') && type.atomic)) {
    const merged: Record<string, Json | undefined> = { ...live };
    for (const [key, value] of Object.entries(applied)) {
      if (value !== undefined) merged[key] = mergeApplied(live[key], value, fieldType(type, key));
    }
    return merged;
  }
  if (isList(live) && isList(applied) && type.kind === 'list' && type.known !== 'atomic') {
    const merged = new Map(live.map((item) => [itemElement(item, type), item]));
    for (const item of applied) {
      const element = itemElement(item, type);
      merged.set(element, mergeApplied(merged.get(element), item, type.of));
    }
    return [...merged.values()];
  }
  return applied;
}

/**
 * Takes out what the same manager applied before and does not apply any more, unless somebody else owns it or
 * something in it.
 */
export function prune(object: JsonObject, dropped: FieldSet, keptByOthers: FieldSet, type: Type): JsonObject {
  const outermostFirst = [...dropped].sort((a, b) => elements(a).length - elements(b).length);
  return outermostFirst
    .filter((path) => ![...keptByOthers].some((kept) => kept === path || kept.startsWith(`${path}\n`)))
    .reduce<JsonObject>((rest, path) => removeAt(rest, elements(path), type) as JsonObject, object);
}

function removeAt(value: Json, path: readonly string[], type: Type): Json {
  const [element, ...rest] = path;
  if (element === undefined) return value;
  if (element.startsWith('f:') && isObject(value)) {
    const name = element.slice(2);
    const { [name]: child, ...others } = value;
    if (child === undefined) return value;
    return rest.length === 0 ? others : { ...value, [name]: removeAt(child, rest, typeBelow(type, element)) };
  }
  if (isList(value) && type.kind === 'list') {
    return value.flatMap((item) => {
      if (itemElement(item, type) !== element) return [item];
      if (rest.length === 0) return [];
      // An item that stays keeps what it is known by.
      const isKey = rest.length === 1 && type.keys.some((key) => rest[0] === `f:${key}`);
      return [isKey ? item : removeAt(item, rest, type.of)];
    });
  }
  return value;
}
