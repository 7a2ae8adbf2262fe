/** Source: design §6 and §7, drift.md §2. */
export type FieldVerdict = 'none' | 'changed' | 'missing' | 'extra' | 'managed' | 'masked' | 'unknown' | 'invalid';
export type ObjectVerdict = FieldVerdict | 'absent' | 'orphan';

export interface FieldDrift {
  /** `spec.template.spec.containers[name=web].image` */
  readonly path: string;
  readonly verdict: FieldVerdict;
  /** Plain values; absent for Secrets. */
  readonly desired?: unknown;
  readonly live?: unknown;
  /** The field manager that last wrote the live value. */
  readonly owner?: string;
  /** ISO 8601, when the owner last wrote. */
  readonly since?: string;
  /** Line in the manifest, from 1. */
  readonly line?: number;
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
  readonly objects: readonly ObjectDrift[];
  readonly counts: Readonly<Record<ObjectVerdict, number>>;
}
