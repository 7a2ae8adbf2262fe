import type { SchemaNode } from '../../cluster/schemas/schema';
import { reportExtra, type Comparison } from './comparison';
import { extraVerdict } from './extras';
import { nameOf, ruleOf } from './lists';
import { isFreeMap } from './meaning';
import type { FieldPath } from './fieldPath';
import { isServedAnyway } from './served';
import { isEmpty, isList, isMap } from '../values/values';

/**
 * What only the live object has: reported where a person or the deployer put it there. Of maps with free keys and of lists
 * with named items each entry is one thing, with an owner of its own; of the rest, the largest part that is somebody's.
 */
export function compareExtra(
  comparison: Comparison,
  place: FieldPath,
  live: unknown,
  schema: SchemaNode | undefined,
): void {
  if (isEmpty(live)) return;
  if (isMap(live) && typeof place.step === 'string' && isFreeMap(place.name, schema)) {
    for (const [key, value] of Object.entries(live)) compareExtra(comparison, place.key(key), value, schema?.values);
    return;
  }
  if (isList(live) && compareExtraItems(comparison, place, live, schema)) return;
  if (isServedAnyway(comparison, place, live, schema)) return;
  const verdict = extraVerdict(comparison, place, live, schema);
  if (verdict.isExtra) reportExtra(comparison, place, live, verdict.owner);
  else if (isMap(live) && typeof place.step === 'string') {
    for (const [key, value] of Object.entries(live)) {
      compareExtra(comparison, place.key(key), value, schema?.fields?.get(key));
    }
  }
}

/** False where the list is one thing. */
function compareExtraItems(
  comparison: Comparison,
  place: FieldPath,
  live: readonly unknown[],
  schema: SchemaNode | undefined,
): boolean {
  const { rule, ...guess } = ruleOf(place, live, schema, { name: comparison.kind, isKnown: comparison.isKnownKind });
  if (rule.kind === 'atomic' || guess.guessed) return false;
  live.forEach((value, index) => {
    const item = place.item({ rule, name: nameOf(rule, value), value, live: index });
    compareExtra(comparison, item, value, schema?.items);
  });
  return true;
}
