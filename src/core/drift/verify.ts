import type { FieldDrift, ObjectDrift } from './report';
import { mask } from '../manifest/secrecy/shown';
import { bySeverity } from './report';

const note = 'Verified with the server: it makes this of what git says, by a default or a webhook.';

/**
 * The drift of one object, with what a dry run has told: where the server would make of git the very difference that is
 * live, it is no drift. It only ever takes away what `changed` or is `missing`; an extra stays, as no apply takes it
 * away. Source: docs/drift.md, "How an answer is found", rung 4; test/unit/drift/cases, case 53.
 *
 * @param predicted git held against the object as the server would make it
 */
export function verified(object: ObjectDrift, predicted: ObjectDrift): ObjectDrift {
  const expected = new Set(predicted.fields.filter(isClearable).map(keyOf));
  const fields = object.fields.map((field) =>
    isClearable(field) && expected.has(keyOf(field)) ? { ...field, verdict: 'managed' as const, note } : field,
  );
  const verdicts = new Set(fields.map(({ verdict }) => verdict));
  if (object.fields.length === 0) return object;
  return { ...object, fields, verdict: bySeverity.find((verdict) => verdicts.has(verdict as never)) ?? 'none' };
}

/** Of a value that is not shown in full nobody can say that it is the very same. */
function isClearable({ verdict, live }: FieldDrift): boolean {
  return verdict === 'missing' || (verdict === 'changed' && live !== undefined && !JSON.stringify(live).includes(mask));
}

function keyOf({ path, verdict, live }: FieldDrift): string {
  return JSON.stringify([path, verdict, live], (_key, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
}
