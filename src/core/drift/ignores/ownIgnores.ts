import { matchesKey } from '../../manifest/merge/ownedKeys';
import { stepsOf } from '../reportPath';
import {
  bySeverity,
  countOf,
  type DriftReport,
  type FieldDrift,
  type ObjectDrift,
  type ObjectVerdict,
} from '../report';

/** A difference that somebody has decided not to care about. */
export interface IgnoreRule {
  /** As in `environmentOwned.keys`: `spec.replicas`, `**.annotations["a.b/c"]`. */
  readonly key: string;
  readonly kind?: string;
  readonly name?: string;
}

/**
 * The report with what is ignored told apart: still there, with both values, and neither drift nor `managed`. What cannot
 * be compared or applied stays as it is: nobody has seen it to judge it.
 */
export function withIgnored(report: DriftReport, rules: readonly IgnoreRule[]): DriftReport {
  if (rules.length === 0) return report;
  // Patterns are compiled once for each list of them, and most objects have the same.
  const lists = new Map<string, readonly string[]>();
  const keysFor = ({ kind, name, fields }: ObjectDrift): readonly string[] => {
    if (fields.length === 0) return [];
    const isAbout = (rule: IgnoreRule) => (rule.kind ?? kind) === kind && (rule.name ?? name) === name;
    const keys = rules.filter(isAbout).map(({ key }) => key);
    const id = JSON.stringify(keys);
    const known = lists.get(id) ?? keys;
    lists.set(id, known);
    return known;
  };
  const objects = report.objects.map((object) => ignoredIn(object, keysFor(object)));
  return { ...report, objects, counts: countOf(objects) };
}

function ignoredIn(object: ObjectDrift, keys: readonly string[]): ObjectDrift {
  const fields = object.fields.map((field) =>
    isIgnored(field, keys) ? { ...field, verdict: 'ignored' as const } : field,
  );
  if (!fields.some(({ verdict }) => verdict === 'ignored')) return object;
  const verdicts = new Set<ObjectVerdict>(fields.map(({ verdict }) => verdict));
  return { ...object, fields, verdict: bySeverity.find((verdict) => verdicts.has(verdict)) ?? 'none' };
}

function isIgnored({ path, verdict }: FieldDrift, keys: readonly string[]): boolean {
  if (!['changed', 'missing', 'extra', 'masked', 'managed'].includes(verdict)) return false;
  const steps = stepsOf(path)?.map((step) => (typeof step === 'string' ? step : indexOr(step.item)));
  return steps !== undefined && matchesKey(keys, steps);
}

function indexOr(item: string): string | number {
  return /^\d+$/.test(item) ? Number(item) : item;
}
