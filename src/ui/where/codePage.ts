import * as vscode from 'vscode';
import type { CodeFound } from '../../core/change/code/where/whereCode';
import type { Instant } from '../../core/support/clock';
import { short, type Sha } from '../../core/support/sha';
import { hasFailed, type LookedAt } from '../lookAtEach';
import { codeTable } from '../statusBar/code/table';
import { escaped } from '../words/markdown';
import { say } from '../words/say';

const { t } = vscode.l10n;

/**
 * A page in Markdown: where a commit of the code is, by what images say that they were built from. Remote text is escaped.
 * @param configuration what came of looking for it as one of the configuration
 */
export function codeWherePage(
  commit: Sha,
  configuration: readonly LookedAt<object>[],
  looked: readonly LookedAt<CodeFound>[],
  now: Instant,
): string {
  const failed = configuration.filter(hasFailed);
  const isFound = looked.some((one) => 'journeys' in one && one.journeys.length > 0);
  return [
    `# ${t('Where is {what}?', { what: escaped(short(commit)) })}`,
    failed.length === 0
      ? t('No configuration has this commit.')
      : t('No configuration that could be looked at has this commit.'),
    t('As a commit of the code, by what images say that they were built from:'),
    isFound ? '' : t('No image is known to be built from a repository that has it.'),
    codeTable(looked, now),
    failed.length > 0 ? `## ${t('Not looked at')}` : '',
    failed.map(({ service, failed: why }) => `- **${escaped(service)}**: ${escaped(say(why))}`).join('\n'),
    `_${t('Branches are as they were last fetched; registries and forges were asked now, of images that the catalog has under update.')}_`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
