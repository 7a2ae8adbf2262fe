import * as vscode from 'vscode';
import type { CodeCommits } from '../../core/change/code/commits';
import type { CodeOfImage } from '../../core/change/code/imageCode';
import { listedCommits } from '../../core/change/code/lines';
import { rangeLink } from '../../core/change/code/links';
import type { CodeOfChange } from '../../core/change/code/ofChange';
import { imageName } from '../../core/registry/imageName';
import { short } from '../../core/support/sha';
import { escaped } from '../words/markdown';
import { say } from '../words/say';
import { list } from './parts';

const { t } = vscode.l10n;

/** What changed images bring of their code, or why that is not known; nothing where nobody was asked, or no image changes. */
export function codeText(code: CodeOfChange | undefined): string {
  if (!code) return '';
  const { images, unread, more } = code;
  return [
    ...images.flatMap((image) => [list([headLine(image)]), ...saidLines(image).map((line) => `  ${line}`)]),
    ...unread.map(({ path, reason }) =>
      list([escaped(t('{path} could not be looked at: {reason}', { path, reason }))]),
    ),
    ...(more > 0 ? [list([t('{count} more images were not looked at', { count: more })])] : []),
  ].join('\n');
}

function headLine({ image: { before, now } }: CodeOfImage): string {
  return `**${escaped(before ? `${imageName(before)} → ${imageName(now)}` : imageName(now))}**`;
}

function saidLines({ code, looked }: CodeOfImage): readonly string[] {
  switch (code.kind) {
    case 'known': {
      const { changes, range } = code;
      const { repository } = changes;
      const { total: comes } = changes.brings;
      const { total: goes } = changes.takesBack;
      const link = rangeLink(range);
      return [
        ...commitLines(t('brings {count} commits of {repository}', { count: comes, repository }), changes.brings),
        ...commitLines(t('takes back {count} commits of {repository}', { count: goes, repository }), changes.takesBack),
        ...(comes + goes === 0
          ? [`- ${escaped(t('no commit of {repository} lies between them', { repository }))}`]
          : []),
        ...(range.isLabelled ? [`- ${t('by its labels, which may be those of its base image')}`] : []),
        ...(link === undefined ? [] : [`- [${t('what changed in the source')}](${link})`]),
        ...(looked?.byTag
          ? [
              `- ${escaped(
                t('as the tags named {before} and {now} at {at}', {
                  before: looked.before.slice(0, 19),
                  now: looked.now.slice(0, 19),
                  at: new Date(looked.at).toISOString(),
                }),
              )}`,
            ]
          : []),
      ];
    }
    case 'same':
      return [`- ${t('both were built from {commit}', { commit: short(code.commit) })}`];
    case 'unknown':
      return [`- ${escaped(t('what code this brings could not be read: {reason}', { reason: say(code.said) }))}`];
    case 'notAsked':
      return [
        `- ${escaped(
          t('{registry} was not asked what code this brings: the catalog names no image of it under "update:"', {
            registry: code.registry,
          }),
        )}`,
      ];
  }
}

function commitLines(head: string, { commits, total }: CodeCommits): readonly string[] {
  if (total === 0) return [];
  const shown = commits.slice(0, listedCommits);
  const rest = total - shown.length;
  return [
    `- ${escaped(head)}`,
    ...shown.map(({ commit, subject, author }) => `  - \`${short(commit)}\` ${escaped(subject)} — ${escaped(author)}`),
    ...(rest > 0 ? [`  - ${t('and {count} more', { count: rest })}`] : []),
  ];
}
