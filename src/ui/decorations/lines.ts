import * as vscode from 'vscode';
import type { FieldDrift, FieldVerdict, ObjectDrift } from '../../core/drift/report';
import { fieldWords } from '../words/field';
import { groupBy } from '../../core/support/groupBy';

/** The look of a line: one of a few, each with a colour and a shape of its own. */
export const lineLooks = ['changed', 'missing', 'extra', 'masked', 'managed', 'unknown', 'stale'] as const;
export type LineLook = (typeof lineLooks)[number];

export interface DriftLine {
  /** From 0, as the editor counts. */
  readonly line: number;
  readonly look: LineLook;
  /** Stands after the end of the line. */
  readonly text: string;
  readonly fields: readonly FieldDrift[];
  readonly object: ObjectDrift;
}

const looks: Readonly<Record<FieldVerdict, LineLook | undefined>> = {
  none: undefined,
  changed: 'changed',
  missing: 'missing',
  extra: 'extra',
  masked: 'masked',
  managed: 'managed',
  ignored: 'managed',
  unknown: 'unknown',
  invalid: 'unknown',
};

/**
 * One decoration a line: the first of its fields in words, and how many more there are. What stands on line 0 has no
 * place that is certain, and none here. Pure.
 */
export function driftLines(objects: readonly ObjectDrift[]): readonly DriftLine[] {
  return objects.flatMap((object) => [...wholeObject(object), ...fieldLines(object)]);
}

function fieldLines(object: ObjectDrift): readonly DriftLine[] {
  const byLine = groupBy(
    object.fields.filter(({ verdict, line = 0 }) => looks[verdict] !== undefined && line > 0),
    ({ line }) => line ?? 1,
  );
  return [...byLine].map(([line, fields]) => {
    const [first] = fields;
    const words = first ? fieldWords(first) : '';
    const more = fields.length - 1;
    return {
      line: line - 1,
      look: (first && looks[first.verdict]) ?? 'unknown',
      text: more > 0 ? vscode.l10n.t('{first} (and {count} more)', { first: words, count: more }) : words,
      fields,
      object,
    };
  });
}

/** An object that is not there, or that cannot be compared, has one mark, where it begins. */
function wholeObject(object: ObjectDrift): readonly DriftLine[] {
  const line = (object.line ?? 1) - 1;
  if (line < 0) return [];
  if (object.verdict === 'absent') {
    return [{ line, look: 'missing', text: vscode.l10n.t('not in the cluster'), fields: [], object }];
  }
  if (object.fields.length === 0 && (object.verdict === 'unknown' || object.verdict === 'invalid')) {
    const words =
      object.verdict === 'invalid'
        ? vscode.l10n.t('cannot be applied as written')
        : vscode.l10n.t('cannot be compared');
    return [{ line, look: 'unknown', text: words, fields: [], object }];
  }
  return [];
}
