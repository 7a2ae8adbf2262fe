import { type MapNode, type PairNode, resolved, type YamlNode } from './nodes';
import { plainScalar, type Reader } from './scalar';

/** A key in force in a map, its own or one that `<<` brings. */
export interface Field {
  readonly key: string;
  readonly value: YamlNode | null;
  /** The pair of the map itself that says so: the key's own, or the `<<` through which it comes. */
  readonly pair: PairNode;
  readonly merged: boolean;
}

export type FieldProblem = (code: 'duplicateKey' | 'unsupported', at: YamlNode, message: string) => void;

/** More than is read comes about by sharing: by what stands at this offset. */
export class TooMuchShared extends RangeError {
  constructor(
    readonly offset: number,
    reason: string,
  ) {
    super(reason);
  }
}

/** Keys that `<<` brings into one map, counted each time that one is brought; far above any manifest. */
export const maxMerged = 10_000;

/** Maps that others merge: without it, chains of `<<` would be followed again and again. */
const known: Readonly<Record<Reader, WeakMap<MapNode, ReadonlyMap<string, Field>>>> = {
  kubectl: new WeakMap(),
  kustomize: new WeakMap(),
};

/**
 * The keys in force, in the order of the text. kubectl goes from top to bottom, and the last one wins, so a `<<` below a
 * key replaces it; kustomize lets a map's own keys win wherever they stand. Of several maps in one `<<` the first wins.
 * @see measured on kubectl 1.32 (kustomize 5.5)
 * @throws TooMuchShared where `<<` brings more than `maxMerged`
 */
export function fieldsOf(
  map: MapNode,
  reader: Reader,
  problem: FieldProblem = () => undefined,
): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  const own = new Set<string>();
  const count = counter();
  for (const pair of map.pairs) {
    if (isMerge(pair)) {
      for (const [key, field] of mergedFields(pair, reader, problem, count)) {
        if (reader === 'kustomize' && own.has(key)) continue;
        fields.set(key, { ...field, pair, merged: true });
      }
      continue;
    }
    const key = keyText(pair.key, reader);
    if (key === undefined) {
      problem('unsupported', pair.key, 'Kubernetes takes text, numbers and booleans as keys, and this is neither.');
      continue;
    }
    if (own.has(key))
      problem('duplicateKey', pair.key, `The key “${key}” stands here twice; only the last one counts.`);
    own.add(key);
    fields.set(key, { key, value: pair.value, pair, merged: false });
  }
  if (map.anchor !== undefined) known[reader].set(map, fields);
  return fields;
}

type Count = (more: number, pair: PairNode) => void;

function counter(): Count {
  let merged = 0;
  return (more, { key }) => {
    merged += more;
    if (merged <= maxMerged) return;
    throw new TooMuchShared(key.start, `“<<” brings more than ${maxMerged} keys into one map, and is not read.`);
  };
}

/** A `<<` that is not quoted. */
export function isMerge({ key }: PairNode): boolean {
  return key.kind === 'scalar' && key.style === 'plain' && key.text === '<<' && key.tag === undefined;
}

function mergedFields(pair: PairNode, reader: Reader, problem: FieldProblem, count: Count): ReadonlyMap<string, Field> {
  const from = pair.value && resolved(pair.value);
  const maps = from?.kind === 'list' ? from.items.map(({ value }) => resolved(value)) : from ? [from] : [];
  const merged = new Map<string, Field>();
  if (maps.length === 0 || maps.some(({ kind }) => kind !== 'map')) {
    problem('unsupported', pair.key, 'What is merged by “<<” must be a map or a list of maps.');
    return merged;
  }
  for (const map of maps.toReversed()) {
    if (map.kind !== 'map') continue;
    const fields = known[reader].get(map) ?? fieldsOf(map, reader);
    count(fields.size + 1, pair);
    for (const [key, field] of fields) merged.set(key, field);
  }
  return merged;
}

function keyText(node: YamlNode, reader: Reader): string | undefined {
  const key = resolved(node);
  if (key.kind !== 'scalar') return undefined;
  if (key.style !== 'plain' || key.tag !== undefined) return key.text;
  const value = plainScalar(key.text, reader);
  return value === null || typeof value === 'object' ? undefined : String(value);
}
