import * as vscode from 'vscode';
import type { Said } from '../../pages/protocol/said';
import { oneLine } from '../../core/support/oneLine';
import type { CarDocument, DecisionDocument, OutcomeDocument, ReportDocument } from './documents';
import { wouldOpen, type TrainNeed } from './need';

const { t } = vscode.l10n;
const longest = 600;

/** What others wrote, on one line, with nothing in it that is not seen. */
export function line(text: string): string {
  return oneLine(text, longest);
}

export function stepWords({ from, to }: { readonly from: string; readonly to: string }): string {
  return t('{from} → {to}', { from, to });
}

/** Each state of a service on a step, by a sign and in words. */
export function carSaid(state: CarDocument['state']): Said {
  const look = (text: string, icon: string, tone: Said['tone']): Said => ({ text, icon, ...(tone ? { tone } : {}) });
  switch (state) {
    case 'due':
      return look(t('to be opened'), 'circle-large-outline', 'notice');
    case 'later':
      return look(t('comes later'), 'circle-outline', 'unknown');
    case 'open':
      return look(t('pull request open: people land it'), 'git-pull-request', 'notice');
    case 'waiting':
      return look(t('landed, waits'), 'clock', 'busy');
    case 'passed':
      return look(t('passed'), 'pass', 'fine');
    case 'failed':
      return look(t('failed'), 'error', 'error');
    case 'rolledBack':
      return look(t('taken back'), 'discard', 'error');
    case 'unproven':
      return look(t('not proven'), 'question', 'warning');
    case 'overtaken':
      return look(t('overtaken'), 'warning', 'warning');
    case 'closed':
      return look(t('closed'), 'git-pull-request-closed', 'warning');
    case 'otherwise':
      return look(t('landed with other content'), 'diff', 'warning');
    case 'unknown':
      return look(t('not known'), 'question', 'unknown');
    case 'skipped':
      return look(t('left behind'), 'debug-step-over', 'unknown');
  }
}

/** What became, or would become, of a service whose turn it is. */
export function outcomeSaid({ kind }: Pick<OutcomeDocument, 'kind'>): Said {
  switch (kind) {
    case 'opened':
      return { text: t('opened'), icon: 'git-pull-request', tone: 'notice' };
    case 'wouldOpen':
      return { text: t('can be opened'), icon: 'git-pull-request-create', tone: 'notice' };
    case 'gates':
      return { text: t('waits for its gates'), icon: 'lock', tone: 'unknown' };
    case 'moved':
      return { text: t('moved since it was seen'), icon: 'diff', tone: 'warning' };
    case 'taken':
      return { text: t("somebody else's pull request is on the way"), icon: 'git-pull-request', tone: 'warning' };
    case 'refused':
      return { text: t('a person has to decide'), icon: 'warning', tone: 'warning' };
    case 'failed':
      return { text: t('could not be opened'), icon: 'error', tone: 'error' };
  }
}

/** How a train stands, in one sentence. */
export function needSaid(need: TrainNeed, report: ReportDocument): Said {
  switch (need) {
    case 'decide':
      return { text: t('A person has to decide'), icon: 'error', tone: 'error' };
    case 'open': {
      const count = wouldOpen(report).length;
      const text =
        count === 1 ? t('1 pull request can be opened') : t('{count} pull requests can be opened', { count });
      return { text, icon: 'rocket', tone: 'notice' };
    }
    case 'unknown':
      return { text: t('Not all of it could be read'), icon: 'question', tone: 'warning' };
    case 'waits':
      return { text: t('It waits'), icon: 'clock', tone: 'busy' };
    case 'halted':
      return { text: t('It was stopped: nothing more of it is opened'), icon: 'debug-pause', tone: 'warning' };
    case 'done':
      return { text: t('All of it landed and passed'), icon: 'pass', tone: 'fine' };
  }
}

export function decisionLabel({ kind }: DecisionDocument): { readonly label: string; readonly icon: string } {
  switch (kind) {
    case 'skip':
      return { label: t('Leave behind'), icon: 'debug-step-over' };
    case 'again':
      return { label: t('Open again'), icon: 'refresh' };
    case 'accept':
      return { label: t('Accept as it is'), icon: 'check' };
  }
}

/** What of a train waits, in a few words: what stops it first, then what it waits for. */
export function briefOf({ steps, opened }: ReportDocument): string {
  const grave = opened.filter(({ kind }) => kind !== 'wouldOpen' && kind !== 'opened');
  const outcomes = grave.map((one) => t('{service} {state}', { service: one.service, state: outcomeSaid(one).text }));
  const told = new Set(opened.map(({ service, to }) => `${service} ${to}`));
  const rank: readonly CarDocument['state'][] = [
    ...(['failed', 'rolledBack', 'closed', 'otherwise', 'unproven', 'overtaken', 'unknown'] as const),
    ...(['open', 'waiting'] as const),
  ];
  const cars = steps.flatMap(({ to, waves }) => waves.flat().map((car) => ({ ...car, to })));
  const waiting = rank.flatMap((state) =>
    cars
      .filter((car) => car.state === state && !told.has(`${car.service} ${car.to}`))
      .map(({ service, to }) => t('{service} on {to}: {state}', { service, to, state: carSaid(state).text })),
  );
  return [...outcomes, ...waiting].slice(0, mostBrief).map(line).join(' · ');
}

const mostBrief = 3;
