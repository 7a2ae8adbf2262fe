import * as vscode from 'vscode';
import type { FieldDrift } from '../../core/drift/report';
import type { Observation } from '../../core/support/observation';
import { ago } from '../words/age';
import { verdictAspect } from '../words/drift';
import { ownerWords } from '../words/field';
import { valueText } from '../words/item';
import { escaped, trusted } from '../words/markdown';
import type { DriftLine } from './lines';

const { t } = vscode.l10n;

/** Both values, who owns the live one and since when, where and when it was seen, and what one can do. */
export function driftHover({ object, fields }: DriftLine, observed: Observation, now: number): vscode.MarkdownString {
  const title = `**${escaped(`${object.kind} ${object.name}`)}** · ${t('Branchline')}`;
  const body = fields.length > 0 ? fields.map((field) => fieldText(field, now)) : [objectText(object.reason)];
  const seen = escaped(t('{source}, {age}', { source: observed.source, age: ago(observed.at, now) }));
  const actions = [
    `[$(diff) ${t('Compare with live')}](command:branchline.compareWithLive)`,
    `[$(refresh) ${t('Refresh')}](command:branchline.refresh)`,
    `[$(eye-closed) ${t('Hide drift')}](command:branchline.toggleDriftDecorations)`,
  ];
  return trusted([title, ...body, `_${seen}_`, actions.join(' · ')].join('\n\n'), [
    'branchline.compareWithLive',
    'branchline.refresh',
    'branchline.toggleDriftDecorations',
  ]);
}

function fieldText(field: FieldDrift, now: number): string {
  const aspect = verdictAspect(field.verdict);
  const rows = [
    `$(${aspect.icon}) ${escaped(field.path)} — ${escaped(aspect.label)}`,
    ...(field.desired === undefined ? [] : [`${t('in git')}: ${code(field.desired)}`]),
    ...(field.live === undefined ? [] : [`${t('live')}: ${code(field.live)}`]),
    escaped(ownerWords(field, now)),
  ];
  return rows.join('  \n');
}

function objectText(reason: string | undefined): string {
  return escaped(reason ?? t('The manifest names this object, and the cluster does not have it.'));
}

function code(value: unknown): string {
  return `\`${valueText(value).replaceAll('`', "'")}\``;
}
