import * as vscode from 'vscode';
import type { FieldDrift, ObjectDrift } from '../../core/drift/report';
import type { RolloutsState } from '../../core/change/gates/gateFacts';
import type { CellId } from '../../core/fleet/state/snapshot';
import type { Observation } from '../../core/support/observation';
import { seenWords } from '../words/seen';
import { verdictAspect } from '../words/drift';
import { ownerWords } from '../words/field';
import { valueText } from '../words/item';
import { escaped, trusted } from '../words/markdown';
import { commandLink, fieldTarget, isAdoptable, isIgnorable, isVerifiable } from './fieldTarget';
import type { DriftLine } from './lines';

const { t } = vscode.l10n;

/** What a hover may run, and nothing else. */
const actions = [
  'branchline.compareWithLive',
  'branchline.refresh',
  'branchline.toggleDriftDecorations',
  'branchline.adoptLiveValue',
  'branchline.ignoreDriftHere',
  'branchline.verifyWithServer',
] as const;

export interface HoverPlace {
  readonly uri: string;
  readonly cell: CellId;
  readonly isReadOnly: boolean;
  readonly observed: Observation;
  /** How the Rollouts of the cell stand. */
  readonly rollouts?: RolloutsState | undefined;
}

/** Both values, who owns the live one and since when, where and when it was seen, and what one can do. */
export function driftHover({ object, fields, look }: DriftLine, place: HoverPlace, now: number): vscode.MarkdownString {
  const title = `**${escaped(`${object.kind} ${object.name}`)}** · ${t('Branchline')}`;
  const stale =
    look === 'stale' ? [escaped(t('The text cannot be read at the moment: this is what was last known.'))] : [];
  const body =
    fields.length > 0
      ? fields.map((field) => [fieldText(field, now), ...fieldActions(object, field, place)].join('  \n'))
      : [objectText(object.reason)];
  const seen = escaped(seenWords(place.observed, now));
  const links = [
    `[$(diff) ${t('Compare with live')}](command:branchline.compareWithLive)`,
    `[$(refresh) ${t('Refresh')}](command:branchline.refresh)`,
    `[$(eye-closed) ${t('Hide drift')}](command:branchline.toggleDriftDecorations)`,
  ];
  const stage = rolloutText(object, place);
  return trusted([title, ...stage, ...stale, ...body, `_${seen}_`, links.join(' · ')].join('\n\n'), actions);
}

/** What a Rollout asks for is not what runs until it is through. */
function rolloutText({ kind, name }: ObjectDrift, { rollouts }: HoverPlace): readonly string[] {
  if (kind !== 'Rollout' || rollouts?.kind !== 'known') return [];
  const found = rollouts.all.find((one) => one.name === name);
  if (!found) return [];
  return [
    found.verdict === 'healthy'
      ? t('The rollout is through.')
      : escaped(t('The rollout is not through: {state}', { state: found.said })),
  ];
}

function fieldText(field: FieldDrift, now: number): string {
  const aspect = verdictAspect(field.verdict);
  const rows = [
    `$(${aspect.icon}) ${escaped(field.path)} — ${escaped(aspect.label)}`,
    ...(field.desired === undefined ? [] : [`${t('in git')}: ${code(field.desired)}`]),
    ...(field.live === undefined ? [] : [`${t('live')}: ${code(field.live)}`]),
    escaped(ownerWords(field, now)),
    ...(field.note === undefined ? [] : [escaped(field.note)]),
  ];
  return rows.join('  \n');
}

/** A link for each thing that can be done about this one field. */
function fieldActions(object: ObjectDrift, field: FieldDrift, place: HoverPlace): readonly string[] {
  const target = fieldTarget(place, object, field);
  const links = [
    ...(isAdoptable(field) && !place.isReadOnly && object.kind !== 'Secret'
      ? [`[$(arrow-down) ${t('Adopt the live value')}](${commandLink('branchline.adoptLiveValue', target)})`]
      : []),
    ...(isIgnorable(field)
      ? [`[$(circle-slash) ${t('Ignore this key here')}](${commandLink('branchline.ignoreDriftHere', target)})`]
      : []),
    ...(isVerifiable(object, field)
      ? [`[$(verified) ${t('Verify with the server')}](${commandLink('branchline.verifyWithServer', target)})`]
      : []),
  ];
  return links.length > 0 ? [links.join(' · ')] : [];
}

function objectText(reason: string | undefined): string {
  return escaped(reason ?? t('The manifest names this object, and the cluster does not have it.'));
}

function code(value: unknown): string {
  return `\`${valueText(value).replaceAll('`', "'")}\``;
}
