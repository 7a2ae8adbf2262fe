import type { ShownValue } from '../manifest/secrecy/shown';
import type { ManifestProblem } from '../manifest/objects';

/** Source: docs/drift.md, "The classes", test/unit/drift/cases. `ignored`: the catalog, or a GitOps controller's rules, say that nobody cares. */
export type FieldVerdict =
  'none' | 'changed' | 'missing' | 'extra' | 'managed' | 'masked' | 'ignored' | 'unknown' | 'invalid';
export type ObjectVerdict = FieldVerdict | 'absent' | 'orphan';

/** Most severe first. Source: `branchline --help`. */
export const bySeverity: readonly ObjectVerdict[] = [
  'invalid',
  'absent',
  'unknown',
  'changed',
  'missing',
  'masked',
  'extra',
  'orphan',
  'managed',
  'ignored',
  'none',
];

export interface FieldDrift {
  /** `spec.template.spec.containers[name=web].image` */
  readonly path: string;
  readonly verdict: FieldVerdict;
  /** Plain values; absent for Secrets. */
  readonly desired?: ShownValue;
  readonly live?: ShownValue;
  /** The field manager that last wrote the live value. */
  readonly owner?: string;
  /** ISO 8601, when the owner last wrote. */
  readonly since?: string;
  /** Line in the manifest, from 1. */
  readonly line?: number;
  /** What else there is to know, in English: that the field cannot be changed in place. */
  readonly note?: string;
}

export interface ObjectDrift {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** Its own, or the most severe of its fields: invalid absent unknown changed missing masked extra managed none. */
  readonly verdict: ObjectVerdict;
  readonly file?: string;
  readonly line?: number;
  /** Why it is `unknown` or `invalid`, in English; never holds a value of a Secret. */
  readonly reason?: string;
  readonly fields: readonly FieldDrift[];
}

export interface DriftReport {
  /** Objects in the order of the files; what could not be read of a file stands as an object named by the file. */
  readonly objects: readonly ObjectDrift[];
  readonly counts: Readonly<Record<ObjectVerdict, number>>;
  /** What is doubtful in the files and keeps nothing from being compared: keys or objects that stand twice. */
  readonly warnings: readonly ManifestProblem[];
}

export function countOf(objects: readonly ObjectDrift[]): DriftReport['counts'] {
  const counts = Object.fromEntries(bySeverity.map((verdict) => [verdict, 0])) as Record<ObjectVerdict, number>;
  for (const { verdict } of objects) counts[verdict] += 1;
  return counts;
}

/** Objects that could not be compared, and why. Those of one kind, namespace and reason are counted together. */
export interface Unread {
  /** Empty for a part of a file that is no object. */
  readonly kind: string;
  readonly namespace?: string;
  /** In English; never holds a value of a Secret. */
  readonly reason: string;
  readonly count: number;
}

/** What is `unknown`, whatever the cause: a kind that may not be read, no answer, ciphertext, a template. */
export function unreadOf({ objects }: Pick<DriftReport, 'objects'>): readonly Unread[] {
  const found = new Map<string, Unread>();
  for (const { verdict, kind, namespace, reason = 'It is not known why.' } of objects) {
    if (verdict !== 'unknown') continue;
    const key = JSON.stringify([kind, namespace, reason]);
    const count = (found.get(key)?.count ?? 0) + 1;
    found.set(key, { kind, ...(namespace === undefined ? {} : { namespace }), reason, count });
  }
  return [...found.values()];
}

/** Whether every object was compared. Only then is a report without drift one of what is in sync. */
export function isComplete({ counts }: Pick<DriftReport, 'counts'>): boolean {
  return counts.unknown + counts.invalid === 0;
}

/** Whether not one object could be compared: then nothing is known to be in sync. */
export function isBlind({ objects, counts }: Pick<DriftReport, 'objects' | 'counts'>): boolean {
  return counts.unknown > 0 && counts.unknown + counts.orphan === objects.length;
}

/** Whether anything counts as drift: from `changed` to `extra`, or `absent`. Source: `branchline --help`. */
export function hasDrift({ counts }: Pick<DriftReport, 'counts'>): boolean {
  return counts.changed + counts.missing + counts.masked + counts.extra + counts.absent > 0;
}
