import * as vscode from 'vscode';
import type { CodeFound } from '../../../core/change/code/where/whereCode';
import type { Instant } from '../../../core/support/clock';
import { short, type Sha } from '../../../core/support/sha';
import type { LookedAt } from '../../lookAtEach';
import { roughlyAgo } from '../../words/age';
import { escaped, plainText } from '../../words/markdown';
import { codeTable } from './table';
import { isUntold, standings, type CodeStanding } from './standing';
import { span, standingWords } from './words';

const { t } = vscode.l10n;

/** What the status bar says of the commit that is checked out. */
export interface CodeStatusModel {
  readonly text: string;
  /** Markdown, with a link to the whole answer. */
  readonly tooltip: string;
  readonly spoken: string;
}

/** A commit, and what services were found to have of it; `looked` is missing while nobody has answered yet. */
export interface CodeLook {
  readonly commit: Sha;
  readonly looked?: readonly LookedAt<CodeFound>[];
  readonly at?: Instant;
}

/** Pure. The furthest environment that has the commit, then those that have not. */
export function codeStatusModel({ commit, looked = [], at }: CodeLook, now: Instant): CodeStatusModel {
  const all = standings(looked);
  const heading = t('Commit {commit}', { commit: short(commit) });
  const command = `command:branchline.whereIs?${encodeURIComponent(JSON.stringify([commit]))}`;
  const link = `[${t('Where Is My Change?…')}](${command})`;
  const said = at === undefined ? t('Not looked at yet.') : '';
  const unknown = all.length === 0 && at !== undefined;
  const parts = unknown ? [] : shown(all);
  const words = unknown ? t('Not known: not everything answered.') : '';
  const icons = parts.map((one) => partText(one, now)).join(' · ');
  return {
    text: `$(git-commit) ${at === undefined ? '$(ellipsis)' : unknown ? '$(question)' : icons}`,
    spoken: [heading, ...all.map((one) => `${one.environment}: ${standingWords(one, now)}`), said, words]
      .filter((part) => part !== '')
      .map(plainText)
      .join('. '),
    tooltip: [
      `**${escaped(heading)}**`,
      codeTable(looked, now),
      isUntold(looked) && !unknown ? t('Not everything answered: more may be built from it.') : '',
      said,
      words,
      at === undefined
        ? ''
        : t('Registries were asked {age}; branches are as they were last fetched.', { age: roughlyAgo(at, now) }),
      link,
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  };
}

const mostShown = 3;

/** Of those at the beginning that have it, the last one tells all. */
function shown(all: readonly CodeStanding[]): readonly CodeStanding[] {
  const first = all.findIndex(({ presence }) => presence !== 'there');
  const from = first < 0 ? all.length - 1 : Math.max(0, first - 1);
  return all.slice(from, from + mostShown);
}

function partText(standing: CodeStanding, now: Instant): string {
  const { environment, presence, since, waits } = standing;
  // A name could else bring an icon of its own.
  const name = plainText(environment).replaceAll('$(', '$ (');
  switch (presence) {
    case 'there':
      return since === undefined ? `${name} $(check)` : `${name} $(check) ${span(since, now)}`;
    case 'unknown':
      return `${name} $(question)`;
    case 'partly':
      return t('{environment} in part', { environment: name });
    case 'absent':
    case 'noImage':
      if (waits === undefined) return `${name} $(circle-slash)`;
      return waits === 'pending'
        ? t('{environment} waits', { environment: name })
        : t('{environment} held', { environment: name });
  }
}
