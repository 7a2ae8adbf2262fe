import fc from 'fast-check';
import { anyJson, anyWord } from './words';

type Edit =
  | { readonly kind: 'remove' | 'twice' | 'wrap'; readonly pick: number }
  | { readonly kind: 'replace'; readonly pick: number; readonly value: unknown }
  | { readonly kind: 'add'; readonly pick: number; readonly key: string; readonly value: unknown };

const pick = fc.nat(10_000);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constantFrom('remove' as const, 'twice' as const, 'wrap' as const), pick }),
  fc.record({ kind: fc.constant('replace' as const), pick, value: anyJson }),
  fc.record({ kind: fc.constant('add' as const), pick, key: anyWord, value: anyJson }),
);

/** Values as the examples are, as text, with a few parts that are missing, doubled, wrong or unheard of. */
export function mutatedJson(examples: readonly unknown[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...examples), fc.array(edit, { maxLength: 4 }))
    .map(([example, edits]) => JSON.stringify(edits.reduce(applied, structuredClone(example))));
}

type Container = Record<string, unknown> | unknown[];

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

/** Every place of a value: the container, and the key in it. */
function placesIn(value: unknown): readonly (readonly [Container, string])[] {
  if (!isContainer(value)) return [];
  return Object.keys(value).flatMap((key) => [
    [value, key] as const,
    ...placesIn((value as Record<string, unknown>)[key]),
  ]);
}

function applied(root: unknown, change: Edit): unknown {
  const places = placesIn(root);
  const found = places[change.pick % Math.max(1, places.length)];
  if (!found) return change.kind === 'replace' ? change.value : root;
  const [container, key] = found;
  const here = container as Record<string, unknown>;
  switch (change.kind) {
    case 'remove':
      if (Array.isArray(container)) container.splice(Number(key), 1);
      else Reflect.deleteProperty(here, key);
      return root;
    case 'twice':
      if (Array.isArray(container)) container.push(here[key]);
      else define(here, `${key}2`, here[key]);
      return root;
    case 'wrap':
      define(here, key, [here[key]]);
      return root;
    case 'replace':
      define(here, key, change.value);
      return root;
    case 'add':
      if (Array.isArray(container)) container.push(change.value);
      else define(here, change.key, change.value);
      return root;
  }
}

/** Also a key `__proto__`, as JSON has it. */
function define(container: object, key: string, value: unknown): void {
  Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });
}
