import { oneLine } from '../../../core/support/oneLine';
import {
  bySeverity,
  isBlind,
  isComplete,
  unreadOf,
  type DriftReport,
  type FieldDrift,
  type ObjectDrift,
} from '../../../core/drift/report';

/** The report as one JSON document. Source: `branchline --help`. */
export function documentOf(report: DriftReport): string {
  const { objects, counts, warnings } = report;
  const unread = unreadOf(report);
  const document = {
    objects,
    counts,
    complete: isComplete(report),
    ...(unread.length > 0 ? { unread } : {}),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
  return JSON.stringify(document, numberOrText, 2);
}

/** An integer that JSON's readers would round is text. */
function numberOrText(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

/** For people: a line for each finding, and a summary. */
export function textOf({ objects, counts }: DriftReport): string {
  const lines = objects.flatMap((object) => [
    ...objectLine(object),
    ...object.fields.map((field) => fieldLine(object, field)),
  ]);
  const amounts = bySeverity
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => `${counts[verdict]} ${words[verdict]}`);
  const compared = `${objects.length} ${objects.length === 1 ? 'object' : 'objects'}`;
  return [
    ...lines,
    ...(lines.length > 0 ? [''] : []),
    `${compared}: ${amounts.join(', ') || 'nothing to compare'}`,
  ].join('\n');
}

/** What may be overlooked: said on stderr, with `--json` too. */
export function noticesOf(report: DriftReport): readonly string[] {
  const { objects, counts, warnings } = report;
  const open = counts.unknown + counts.invalid;
  const invalid = objects.filter(({ verdict }) => verdict === 'invalid');
  return [
    ...warnings.map(({ file, line, message }) => `${at(file, line)} ${oneLine(message, 300)}`),
    ...invalid.slice(0, mostNamed).flatMap(invalidLines),
    ...(open > 0
      ? [`${open} of the objects could not be compared (${counts.unknown} unknown, ${counts.invalid} invalid).`]
      : []),
    ...(isBlind(report) ? ['Nothing could be compared, so whether anything differs is not known.'] : []),
  ];
}

const mostNamed = 20;

function invalidLines(object: ObjectDrift): readonly string[] {
  const fields = object.fields.filter(({ verdict }) => verdict === 'invalid');
  return fields.length === 0 ? objectLine(object) : fields.map((field) => fieldLine(object, field));
}

const words: Readonly<Record<ObjectDrift['verdict'], string>> = {
  invalid: 'invalid',
  absent: 'absent',
  unknown: 'unknown',
  changed: 'changed',
  missing: 'missing',
  masked: 'with a Secret that differs',
  extra: 'extra',
  orphan: 'orphaned',
  managed: 'managed by controllers',
  ignored: 'ignored by a rule',
  none: 'in sync',
};

/** An object of which there is something to say as a whole. */
function objectLine({ verdict, reason, fields, ...object }: ObjectDrift): readonly string[] {
  if (fields.length > 0 || (verdict === 'none' && reason === undefined)) return [];
  const said = reason === undefined ? verdict : `${verdict}: ${reason}`;
  return [`${where(object)}: ${oneLine(said, 300)}`];
}

function fieldLine(object: Omit<ObjectDrift, 'fields'>, field: FieldDrift): string {
  const { path, line = object.line } = field;
  const owner = field.owner === undefined ? [] : [[field.owner, field.since].filter(Boolean).join(', ')];
  const beside = [
    ...(field.verdict === 'managed' || field.verdict === 'ignored' ? [field.verdict] : []),
    ...owner,
  ].join(' by ');
  const about = beside === '' ? '' : ` (${oneLine(beside, 120)})`;
  const note = field.note === undefined ? '' : ` ${field.note}`;
  return `${where({ ...object, ...(line === undefined ? {} : { line }) })} ${oneLine(path, 300)}: ${difference(field)}${about}${note}`;
}

function difference(field: FieldDrift): string {
  switch (field.verdict) {
    case 'masked':
      return 'differs; values of Secrets are not shown';
    case 'invalid':
      return `${sideOf(field, 'desired')} cannot be applied`;
    default:
      return `git ${sideOf(field, 'desired')}, live ${sideOf(field, 'live')}`;
  }
}

function sideOf(field: FieldDrift, side: 'desired' | 'live'): string {
  const has = field.verdict === 'missing' ? side === 'desired' : field.verdict !== 'extra' || side === 'live';
  if (!(side in field)) return has ? '(not shown)' : 'nothing';
  return oneLine(JSON.stringify(field[side], numberOrText), 160);
}

function where({
  file,
  line,
  kind,
  name,
}: Pick<ObjectDrift, 'file' | 'kind' | 'name'> & { line?: number | undefined }): string {
  const place = at(file ?? '', line);
  // What could not be read of a file has no name but that of the file.
  return kind === '' ? place : `${place} ${oneLine(`${kind}/${name}`, 200)}`;
}

function at(file: string, line: number | undefined): string {
  return `${oneLine(file, 300)}:${line ?? 1}`;
}
