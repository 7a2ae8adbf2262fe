import assert from 'node:assert/strict';
import { bundledSchema } from '../../../../src/core/cluster/schemas/bundled';
import type { LiveObject } from '../../../../src/core/cluster/live';
import type { Schemas } from '../../../../src/core/cluster/schemas/schema';
import { compareManifests } from '../../../../src/core/drift/compare';
import type { FieldVerdict, ObjectDrift, ObjectVerdict } from '../../../../src/core/drift/report';
import { answered, manifest, stored, type Author, type Route } from '../served';

/** One row of test/unit/drift/cases, or a control beside it. */
export interface Case {
  /** The number of the row; a letter marks a control. */
  readonly id: string;
  readonly what: string;
  /** What git says. */
  readonly desired: string;
  /** What was applied before, where git has moved on since; else what git says. */
  readonly applied?: string;
  /** What the server held right after that, where somebody wrote since; defaults are filled in. */
  readonly first?: string;
  /** What the server holds now; nothing where the object is gone. */
  readonly live?: string;
  readonly by?: Author;
  /** What else is live. */
  readonly beside?: string;
  readonly schemas?: Schemas;
  /** Ways by which it may have come there; all where not said. */
  readonly routes?: readonly Route[];
  readonly verdict: ObjectVerdict;
  /** The fields that are to be found, all of them; by path. */
  readonly fields?: Readonly<Record<string, FieldVerdict>>;
  readonly check?: (object: ObjectDrift) => void;
}

export function compareOne(row: Case, route: Route): ObjectDrift {
  const { desired, applied = desired, first, live, by, beside, schemas } = row;
  const objects: LiveObject[] =
    live === undefined
      ? []
      : [answered({ applied, now: live, ...(first ? { first } : {}), ...(by ? { by } : {}) }, route)];
  if (beside !== undefined) objects.push(stored(beside));
  const report = compareManifests(
    [manifest(desired)],
    { objects, unseen: () => undefined },
    { schemaOf: (kind) => schemas?.schema(kind) ?? bundledSchema(kind) },
  );
  const [object] = report.objects;
  assert.ok(object);
  return object;
}

export interface CaseTable {
  readonly title: string;
  readonly rows: readonly Case[];
}

/** The fields that were found, by path. */
export function foundIn({ fields }: ObjectDrift): Readonly<Record<string, FieldVerdict>> {
  return Object.fromEntries(fields.map(({ path, verdict }) => [path, verdict]));
}

/** Whether an object is what its row says. */
export function assertAsSaid(row: Case, object: ObjectDrift): void {
  assert.equal(object.verdict, row.verdict, JSON.stringify(object, asText));
  if (row.fields) assert.deepEqual(foundIn(object), row.fields);
  else if (row.verdict === 'none') assert.deepEqual(foundIn(object), {});
}

function asText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
