import * as vscode from 'vscode';
import type { Distribution } from '../../core/measures/distribution';
import type { Figures } from '../../core/measures/figures';
import { duration } from '../words/duration';

const { t } = vscode.l10n;

/** The four figures, each with its name and all that is known of it. What is not known is said, never counted as good. */
export function figureRows({ frequency, leadTime, failureRate, restoreTime }: Figures): readonly [string, string][] {
  return [
    [t('Deployment frequency'), frequencyText(frequency)],
    [t('Lead time of changes'), leadText(leadTime, frequency.kinds.promotion)],
    [t('Change failure rate'), rateText(failureRate)],
    [t('Time to restore'), restoreText(restoreTime)],
  ];
}

/** The same of one service among many, in as few letters as will do: deployments, lead time, failed, restored in. */
export function shortFigures({ frequency, leadTime, failureRate, restoreTime }: Figures): readonly string[] {
  const { failed, counted, withoutVerdict } = failureRate;
  const none = '–';
  return [
    String(frequency.count),
    leadTime.spread ? duration(leadTime.spread.median) : leadTime.unknown > 0 ? t('not known') : none,
    counted.length > 0 ? ofText(failed.length, counted.length) : withoutVerdict > 0 ? t('not known') : none,
    restoreTime.spread
      ? duration(restoreTime.spread.median)
      : restoreTime.open.length > 0
        ? t('not restored yet')
        : restoreTime.unknown.length > 0
          ? t('not known')
          : none,
  ];
}

export function ofText(count: number, all: number): string {
  return t('{count} of {all}', { count, all });
}

function frequencyText({ count, perWeek, kinds, undated }: Figures['frequency']): string {
  const told = [
    t('promotions: {count}', { count: kinds.promotion }),
    t('rollbacks: {count}', { count: kinds.rollback }),
    t('hotfixes: {count}', { count: kinds.hotfix }),
    t('direct: {count}', { count: kinds.direct }),
    ...(kinds.untold > 0 ? [t('promotions or hotfixes: {count}', { count: kinds.untold })] : []),
  ];
  const often = t('{rate} a week', { rate: perWeek.toFixed(1) });
  const all = count === 1 ? t('1 deployment') : t('{count} deployments', { count });
  const rest = undated === 0 ? [] : [t('at a time that is not known: {count}', { count: undated })];
  return [often, all, ...(count > 0 ? [told.join(', ')] : []), ...rest].join('; ');
}

function leadText({ spread, deployments, unknown, skewed }: Figures['leadTime'], promotions: number): string {
  if (promotions === 0) return t('none: nothing was promoted here');
  const known = spread
    ? [
        spreadText(spread),
        t('changes: {changes}, in promotions: {promotions}', { changes: spread.count, promotions: deployments.length }),
      ]
    : [t('not known')];
  return [
    ...known,
    ...(unknown === 0 ? [] : [t('promotions of which not all that came is known: {count}', { count: unknown })]),
    ...(skewed === 0
      ? []
      : [t('left out, for a clock says they were made after they were deployed: {count}', { count: skewed })]),
  ].join('; ');
}

function rateText({ rate, counted, failed, withoutVerdict, failedWithoutVerdict }: Figures['failureRate']): string {
  return [
    rate === undefined
      ? t('not known')
      : t('{percent} %: {failed} of {counted} with a verdict', {
          ...{ percent: Math.round(rate * 100), failed: failed.length, counted: counted.length },
        }),
    ...(withoutVerdict === 0 ? [] : [t('without a verdict: {count}', { count: withoutVerdict })]),
    ...(failedWithoutVerdict === 0
      ? []
      : [t('of these taken back or mended: {count}', { count: failedWithoutVerdict })]),
  ].join('; ');
}

function restoreText({ spread, open, unknown }: Figures['restoreTime']): string {
  const told = [
    ...(spread ? [spreadText(spread), t('failures: {count}', { count: spread.count })] : []),
    ...(open.length === 0 ? [] : [t('not restored yet: {count}', { count: open.length })]),
    ...(unknown.length === 0 ? [] : [t('failures of which the end is not known: {count}', { count: unknown.length })]),
  ];
  return told.length === 0 ? t('no failure is known') : told.join('; ');
}

function spreadText({ count, median, p75, p90 }: Distribution): string {
  if (count === 1) return duration(median);
  return t('median {median}, three of four within {p75}, nine of ten within {p90}', {
    ...{ median: duration(median), p75: duration(p75), p90: duration(p90) },
  });
}
