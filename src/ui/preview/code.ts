import * as vscode from 'vscode';
import type { CodeCommits } from '../../core/change/code/commits';
import type { CodeOfImage } from '../../core/change/code/imageCode';
import { listedCommits } from '../../core/change/code/lines';
import { rangeLink } from '../../core/change/code/links';
import type { CodeOfChange } from '../../core/change/code/ofChange';
import { imageName } from '../../core/registry/imageName';
import { short } from '../../core/support/sha';
import type { Line } from '../../decision/protocol/decision';
import { line } from '../decision/line';
import { escaped } from '../words/markdown';
import { say } from '../words/say';

const { t } = vscode.l10n;

/** What changed images bring of their code, or why that is not known; nothing where nobody was asked, or no image changes. */
export function codeLines(code: CodeOfChange | undefined): readonly Line[] {
  if (!code) return [];
  const { images, unread, more } = code;
  return [
    ...images.map((image) => line(headLine(image), { below: saidLines(image) })),
    ...unread.map(({ path, reason }) => line(t('{path} could not be looked at: {reason}', { path, reason }))),
    ...(more > 0 ? [line(t('{count} more images were not looked at', { count: more }))] : []),
  ];
}

/** The same in Markdown. */
export function codeText(code: CodeOfChange | undefined): string {
  return codeLines(code)
    .flatMap((one) => markdownLines(one, 0))
    .join('\n');
}

function markdownLines({ text, link, below = [] }: Line, depth: number): readonly string[] {
  const words = escaped(text);
  const shown = link !== undefined ? `[${words}](${link})` : depth === 0 && below.length > 0 ? `**${words}**` : words;
  return [`${'  '.repeat(depth)}- ${shown}`, ...below.flatMap((one) => markdownLines(one, depth + 1))];
}

function headLine({ image: { before, now } }: CodeOfImage): string {
  return before ? `${imageName(before)} → ${imageName(now)}` : imageName(now);
}

function saidLines({ code, looked }: CodeOfImage): readonly Line[] {
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
        ...(comes + goes === 0 ? [line(t('no commit of {repository} lies between them', { repository }))] : []),
        ...(range.isLabelled ? [line(t('by its labels, which may be those of its base image'))] : []),
        ...(link === undefined ? [] : [line(t('what changed in the source'), { link })]),
        ...(looked?.byTag
          ? [
              line(
                t('as the tags named {before} and {now} at {at}', {
                  before: looked.before.slice(0, 19),
                  now: looked.now.slice(0, 19),
                  at: new Date(looked.at).toISOString(),
                }),
              ),
            ]
          : []),
      ];
    }
    case 'same':
      return [line(t('both were built from {commit}', { commit: short(code.commit) }))];
    case 'unknown':
      return [line(t('what code this brings could not be read: {reason}', { reason: say(code.said) }))];
    case 'notAsked':
      return [
        line(
          t('{registry} was not asked what code this brings: the catalog names no image of it under "update:"', {
            registry: code.registry,
          }),
        ),
      ];
  }
}

function commitLines(head: string, { commits, total }: CodeCommits): readonly Line[] {
  if (total === 0) return [];
  const shown = commits.slice(0, listedCommits);
  const rest = total - shown.length;
  return [
    line(head, {
      below: [
        ...shown.map(({ commit, subject, author }) => line(`${short(commit)} ${subject} — ${author}`)),
        ...(rest > 0 ? [line(t('and {count} more', { count: rest }))] : []),
      ],
    }),
  ];
}
