import * as vscode from 'vscode';
import type { TrainScreen, WaveRows } from '../../train/protocol/train';
import { line, stepWords } from './trainWords';

const { t } = vscode.l10n;

export function trainHeadline(way: readonly string[], services: number): string {
  const steps = way.map(line).join(' → ');
  return services === 1
    ? t('Release train {way}: 1 service', { way: steps })
    : t('Release train {way}: {count} services', { way: steps, count: services });
}

/** @param waves of each wave the rows of its services */
export function tableOf(
  steps: readonly { readonly from: string; readonly to: string }[],
  waves: readonly WaveRows['rows'][],
): TrainScreen['table'] {
  return {
    columns: [t('Service'), ...steps.map(({ from, to }) => stepWords({ from: line(from), to: line(to) }))],
    waves: waves.map((rows, index) => ({
      label: t('Wave {wave} of {waves}', { wave: index + 1, waves: waves.length }),
      rows,
    })),
  };
}

export function pageWords(): TrainScreen['words'] {
  return { table: t('Waves and services'), notes: t('Notes'), offers: t('What can be done') };
}
