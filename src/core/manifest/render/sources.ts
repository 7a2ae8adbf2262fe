import type { ManifestFile, ManifestObject, ObjectIdentity, Path, Value } from '../objects';
import { itemKeys } from '../merge/listIdentity';
import { groupOf, isMapValue } from '../read/identity';
import { sameValue } from '../sameValue';
import type { SourceLine } from './rendered';

/**
 * The place of a rendered value in the files that it may come from, where there is exactly one: one object or patch of
 * the same kind and name that says this value at this path, and no other file that says anything there.
 * @see docs/drift.md, "What is left to you"
 */
export function sourceOf(rendered: ManifestObject, path: Path, files: readonly ManifestFile[]): SourceLine | undefined {
  const wanted = valueAt(rendered.value, path);
  if (wanted === undefined) return undefined;
  const speaking = files.flatMap(({ objects }) =>
    objects.flatMap((object) => {
      if (!isSameKindAndName(object.identity, rendered.identity)) return [];
      const own = translated(rendered.value, object.value, path);
      return own ? [{ object, path: own, value: valueAt(object.value, own) }] : [];
    }),
  );
  const [only, ...others] = speaking;
  if (!only || others.length > 0 || only.value === undefined || !sameValue(only.value, wanted)) return undefined;
  return { file: only.object.file, span: only.object.locate(only.path) };
}

function isSameKindAndName(a: ObjectIdentity, b: ObjectIdentity): boolean {
  return a.kind === b.kind && a.name === b.name && groupOf(a.apiVersion) === groupOf(b.apiVersion);
}

function valueAt(root: Value, path: Path): Value | undefined {
  let value: Value | undefined = root;
  for (const step of path) {
    if (Array.isArray(value)) value = (value as readonly Value[])[Number(step)];
    else value = isMapValue(value) && Object.hasOwn(value, String(step)) ? value[String(step)] : undefined;
  }
  return value;
}

/** The same path in another version of the object, whose lists may have another order. Undefined where it has none. */
function translated(from: Value, to: Value, path: Path): Path | undefined {
  const own: (string | number)[] = [];
  let [left, right]: [Value | undefined, Value | undefined] = [from, to];
  for (const [depth, step] of path.entries()) {
    let next: string | number | undefined = step;
    if (Array.isArray(left) || Array.isArray(right)) {
      if (!Array.isArray(left) || !Array.isArray(right)) return undefined;
      const key = String(path[depth - 1] ?? '');
      next = sameItem(left as readonly Value[], right as readonly Value[], Number(step), key);
    }
    if (next === undefined) return undefined;
    own.push(next);
    left = left === undefined ? undefined : valueAt(left, [step]);
    right = valueAt(right, [next]);
    if (right === undefined) return undefined;
  }
  return own;
}

function sameItem(left: readonly Value[], right: readonly Value[], index: number, key: string): number | undefined {
  const [names, others] = [itemKeys(left, key), itemKeys(right, key)];
  if (!names || !others) return sameValue(left, right) ? index : undefined;
  const at = others.indexOf(names[index] ?? '');
  return at < 0 ? undefined : at;
}
