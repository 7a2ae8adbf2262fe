import * as vscode from 'vscode';
import type { CodeArrival, CodeFound } from '../../../core/change/code/where/whereCode';
import type { Instant } from '../../../core/support/clock';
import { imageName } from '../../../core/registry/imageName';
import { hasFailed, type LookedAt } from '../../lookAtEach';
import { escaped } from '../../words/markdown';
import { say } from '../../words/say';
import { standingWords } from './words';

const { t } = vscode.l10n;

/** A row for each service and environment, and what could not be looked at. Remote text is escaped. */
export function codeTable(looked: readonly LookedAt<CodeFound>[], now: Instant): string {
  const rows = looked.flatMap((one) =>
    hasFailed(one)
      ? []
      : one.journeys.flatMap(({ environments }) => environments.map((arrival) => rowOf(one.service, arrival, now))),
  );
  const head = [t('Service'), t('Environment'), t('This commit'), t('Image')];
  const table = rows.length === 0 ? [] : [line(head), line(head.map(() => '---')), ...rows];
  const untold = looked.flatMap((one) =>
    hasFailed(one)
      ? [`- **${escaped(one.service)}**: ${escaped(say(one.failed))}`]
      : one.untold.map(({ image, said }) => `- **${escaped(one.service)}** ${escaped(image)}: ${escaped(say(said))}`),
  );
  return [table.join('\n'), untold.join('\n')].filter((part) => part !== '').join('\n\n');
}

function rowOf(
  service: string,
  { environment, presence, since, waits, said, versions }: CodeArrival,
  now: Instant,
): string {
  const standing = {
    presence,
    ...(since ? { since: Date.parse(since.record.committer.time) } : {}),
    ...(waits ? { waits: waits.why } : {}),
  };
  const words = said ? `${standingWords(standing, now)}: ${say(said)}` : standingWords(standing, now);
  const atLatest = since?.isAtLatest === true ? ` (${t('perhaps for longer')})` : '';
  const isLabelled = versions.some(({ has }) => 'isLabelled' in has && has.isLabelled);
  const label = isLabelled ? ` (${t('by its labels, which may be those of its base image')})` : '';
  const images = versions.map(({ image }) => imageName(image)).join(', ');
  return line([service, environment, words + atLatest + label, images].map(escaped));
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
