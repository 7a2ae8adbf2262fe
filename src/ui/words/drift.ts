import * as vscode from 'vscode';
import type { ObjectDrift, ObjectVerdict } from '../../core/drift/report';
import type { Aspect } from './aspect';

/** The class of a difference in a few words. Signs differ in shape, so that colour is never the only one. */
export function verdictAspect(verdict: ObjectVerdict): Aspect {
  const look = looks[verdict]();
  return { ...look, sentence: `${look.label}.` };
}

export function objectDriftAspect(object: ObjectDrift): Aspect {
  const aspect = verdictAspect(object.verdict);
  const counted = object.fields.filter(({ verdict }) => !['none', 'managed', 'ignored'].includes(verdict)).length;
  if (object.reason !== undefined) return { ...aspect, sentence: `${aspect.label}: ${object.reason}` };
  return counted > 0
    ? { ...aspect, label: vscode.l10n.t('{verdict} ({count} fields)', { verdict: aspect.label, count: counted }) }
    : aspect;
}

type Look = Omit<Aspect, 'sentence'>;

const looks: Record<ObjectVerdict, () => Look> = {
  none: () => ({ severity: 'fine', icon: 'check', label: vscode.l10n.t('no drift') }),
  changed: () => ({
    severity: 'warning',
    icon: 'diff-modified',
    colour: 'branchline.drift.changed',
    label: vscode.l10n.t('changed in the cluster'),
  }),
  missing: () => ({
    severity: 'warning',
    icon: 'diff-removed',
    colour: 'branchline.drift.missing',
    label: vscode.l10n.t('missing in the cluster'),
  }),
  extra: () => ({
    severity: 'warning',
    icon: 'diff-added',
    colour: 'branchline.drift.extra',
    label: vscode.l10n.t('only in the cluster'),
  }),
  managed: () => ({
    severity: 'fine',
    icon: 'gear',
    colour: 'branchline.drift.managed',
    label: vscode.l10n.t('managed by a controller'),
  }),
  ignored: () => ({
    severity: 'fine',
    icon: 'eye-closed',
    colour: 'branchline.drift.managed',
    label: vscode.l10n.t('ignored by a rule'),
  }),
  masked: () => ({
    severity: 'warning',
    icon: 'lock',
    colour: 'branchline.drift.changed',
    label: vscode.l10n.t('secret differs'),
  }),
  absent: () => ({
    severity: 'warning',
    icon: 'circle-slash',
    colour: 'branchline.drift.missing',
    label: vscode.l10n.t('not in the cluster'),
  }),
  unknown: () => ({ severity: 'unknown', icon: 'question', label: vscode.l10n.t('cannot be compared') }),
  invalid: () => ({ severity: 'warning', icon: 'warning', label: vscode.l10n.t('cannot be applied as written') }),
  orphan: () => ({ severity: 'notice', icon: 'trash', label: vscode.l10n.t('live, but gone from git') }),
};
