import type { SchemaNode } from '../../../src/core/cluster/schemas/schema';

export type Path = readonly (string | number)[];

export interface Mutation {
  /** Where, in what git says; of an addition, the map or list that something is added to. */
  readonly at: Path;
  readonly what: 'change' | 'removal' | 'addition';
  /** JSON Patch. Several are tried in turn: the server refuses many values. */
  readonly tries: readonly {
    readonly op: 'replace' | 'remove' | 'add';
    readonly path: string;
    readonly value?: unknown;
  }[];
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function pointer(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (here, step) => (here as Record<string | number, unknown> | null | undefined)?.[step],
    value,
  );
}

/** What is not a person's to change in place, or is never compared. */
function isApart(path: Path): boolean {
  const [first, second] = path;
  if (first === 'apiVersion' || first === 'kind' || first === 'status') return true;
  return first === 'metadata' && !['labels', 'annotations'].includes(String(second));
}

/** Each value that git sets, changed and taken away. */
export function changesOf(desired: unknown, enums: ReadonlyMap<string, readonly string[]>): readonly Mutation[] {
  return leavesOf(desired, []).flatMap(([at, value]): readonly Mutation[] => {
    if (isApart(at) || value === null || typeof value === 'object') return [];
    const path = pointer(at);
    return [
      {
        at,
        what: 'change',
        tries: others(value, String(at.at(-1)), enums).map((other) => ({ op: 'replace', path, value: other })),
      },
      { at, what: 'removal', tries: [{ op: 'remove', path }] },
    ];
  });
}

function leavesOf(value: unknown, path: Path): readonly (readonly [Path, unknown])[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leavesOf(item, [...path, index]));
  if (isMap(value)) return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...path, key]));
  return [[path, value]];
}

function others(value: unknown, key: string, enums: ReadonlyMap<string, readonly string[]>): readonly unknown[] {
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number' || typeof value === 'bigint')
    return [Number(value) + 1, Number(value) - 1, `${value}1`, `${value}`];
  const text = String(value);
  return [
    ...(enums.get(key) ?? []).filter((other) => other !== text),
    ...(/^\d/.test(text) ? [text.replace(/^\d+/, (digits) => String(Number(digits) + 1))] : []),
    `${text}x`,
    `x${text}`,
    Buffer.from(`${text}x`).toString('base64'),
    `${text}/x`,
  ];
}

/** Something beside each thing that git sets: keys of free maps, items of lists, fields that git leaves out. */
export function additionsTo(
  desired: unknown,
  live: unknown,
  schema: SchemaNode | undefined,
  path: Path = [],
): readonly Mutation[] {
  if (isApart(path)) return [];
  const there = valueAt(live, path);
  if (Array.isArray(desired)) {
    const inside = desired.flatMap((item, index) => additionsTo(item, live, schema?.items, [...path, index]));
    if (!Array.isArray(there)) return inside;
    const tries = (['one', 'all'] as const).map((how) => ({
      op: 'add' as const,
      path: pointer([...path, '-']),
      value: twin(desired.at(-1), how),
    }));
    return desired.length > 0 ? [{ at: path, what: 'addition', tries }, ...inside] : inside;
  }
  if (!isMap(desired)) return [];
  const inside = Object.entries(desired).flatMap(([key, item]) =>
    additionsTo(item, live, schema?.fields?.get(key) ?? schema?.values, [...path, key]),
  );
  if (!isMap(there)) return inside;
  const add = (key: string, value: unknown): readonly Mutation[] =>
    there[key] !== undefined || isApart([...path, key]) || key === 'metadata'
      ? []
      : [{ at: [...path, key], what: 'addition', tries: [{ op: 'add', path: pointer([...path, key]), value }] }];
  const free = schema?.values
    ? add(
        'added-by-hand',
        schema.values.type === 'array' ? ['x'] : Buffer.from('by hand').toString('base64').slice(0, 8),
      )
    : [];
  const fields = [...(schema?.fields ?? [])].flatMap(([key, field]) => {
    const value = sample(field);
    return value === undefined ? [] : add(key, value);
  });
  return [...free, ...fields, ...inside];
}

function sample(node: SchemaNode): unknown {
  if (node.scalar !== undefined) return undefined;
  switch (node.type) {
    case 'string':
      return 'by-hand';
    case 'integer':
      return 77;
    case 'boolean':
      return true;
    default:
      return undefined;
  }
}

/** Another item of the same make. */
function twin(item: unknown, how: 'one' | 'all'): unknown {
  if (typeof item === 'number') return item + 1;
  if (typeof item === 'string') return `${item}x`;
  if (!isMap(item)) return item;
  const keys = Object.keys(item);
  const changed = keys.filter(
    (key) =>
      how === 'all' || ['name', 'port', 'containerPort', 'mountPath', 'key', 'ip', 'host', 'secretName'].includes(key),
  );
  return Object.fromEntries(
    Object.entries(item).map(([key, value]) => {
      if (!changed.includes(key) && !(changed.length === 0 && key === keys[0])) return [key, value];
      if (typeof value === 'number') return [key, value + 1];
      return [key, typeof value === 'string' ? `${value}x` : value];
    }),
  );
}

/** The values that the server takes for fields of a name, as far as its documents tell. */
export function enumsOf(documents: unknown): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const walk = (value: unknown, name: string): void => {
    if (Array.isArray(value)) for (const item of value) walk(item, name);
    if (!isMap(value)) return;
    if (Array.isArray(value['enum'])) {
      const known = found.get(name) ?? new Set<string>();
      for (const item of value['enum']) if (typeof item === 'string') known.add(item);
      found.set(name, known);
    }
    for (const [key, inner] of Object.entries(value)) walk(inner, key === 'items' || key === 'allOf' ? name : key);
  };
  walk(documents, '');
  return new Map([...found].map(([name, values]) => [name, [...values]]));
}

/** A zero or an empty that is taken away: what the object means stays the same. */
export function saysNothing({ at, what }: Mutation, live: unknown): boolean {
  const value = valueAt(live, at);
  return what === 'removal' && (value === false || value === 0 || value === '');
}
