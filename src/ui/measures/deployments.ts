import * as vscode from 'vscode';
import type { Failure, JudgedDeployment } from '../../core/measures/deployment';
import { short } from '../../core/support/sha';
import { kindWords } from '../words/deployment';
import { duration } from '../words/duration';
import { escaped } from '../words/markdown';
import { dayOf, table } from './table';

const { t } = vscode.l10n;

/** A page is read by a person. */
const mostRows = 200;

/** The deployments that the figures count, newest first, and for what each of them counts. */
export function deploymentTable(deployments: readonly JudgedDeployment[]): string {
  const listed = deployments.toSorted((one, other) => other.at - one.at);
  const rows = listed
    .slice(0, mostRows)
    .map((one) => [
      one.isShared ? t('not known') : dayOf(one.at),
      escaped(one.service),
      `\`${short(one.commit)}\` ${escaped(one.subject)}`,
      kindWords(one.kind),
      leadWords(one),
      wentWords(one),
    ]);
  const head = [t('Time (UTC)'), t('Service'), t('Deployment'), t('Kind'), t('Lead time'), t('How it went')];
  const more = listed.length - rows.length;
  return [table(head, rows), ...(more > 0 ? [t('{count} older ones are not listed.', { count: more })] : [])].join(
    '\n\n',
  );
}

/** The longest of what came with it. */
function leadWords({ kind, at, changes, changesAreWhole }: JudgedDeployment): string {
  if (kind !== 'promotion') return '';
  const spans = changes.map((change) => at - change.at).filter((ms) => ms >= 0);
  if (spans.length === 0) return t('not known');
  const longest = duration(Math.max(...spans));
  return changesAreWhole ? longest : t('{longest}, and of a part not known', { longest });
}

function wentWords({ failure, restoration, verdict }: JudgedDeployment): string {
  if (!failure) return verdict === 'passed' ? `✓ ${t('passed')}` : `? ${t('no verdict')}`;
  const words = [`✗ ${failureWords(failure)}`];
  if (restoration?.kind === 'restored') {
    const by = `\`${short(restoration.by)}\``;
    words.push(t('restored after {time} by {commit}', { time: duration(restoration.ms), commit: by }));
  }
  if (restoration?.kind === 'open') words.push(t('not restored yet'));
  if (restoration?.kind === 'unknown') words.push(t('its end is not known'));
  return words.join('; ');
}

function failureWords(failure: Failure): string {
  switch (failure.why) {
    case 'verdict':
      return t('failed');
    case 'rolledBack':
      return t('taken back by {commit}', { commit: `\`${short(failure.by)}\`` });
    case 'hotfixed':
      return t('mended directly by {commit}', { commit: `\`${short(failure.by)}\`` });
  }
}
