import * as vscode from 'vscode';
import type { Action, DetailLine, Details } from '../../../board/protocol/messages';
import type { SeenAspect } from '../../tree/cellFacts';
import { seenWords } from '../../words/seen';
import type { Aspect } from '../../words/aspect';

/** A fact as a sentence, with when and where it was seen. */
export function factLine({ aspect, observed }: SeenAspect, now: number): DetailLine {
  const { icon, severity, sentence } = aspect;
  return { icon, tone: severity, label: sentence, ...(observed ? { seen: seenWords(observed, now) } : {}) };
}

/** A line about something that has a name. */
export function namedLine(
  name: string,
  { icon, severity, label }: Pick<Aspect, 'icon' | 'severity' | 'label'>,
): DetailLine {
  return { icon, tone: severity, label: vscode.l10n.t('{name}: {state}', { name, state: label }) };
}

/** None where there is nothing to say: an empty heading is a question. */
export function section(title: string, lines: readonly DetailLine[]): Details['sections'] {
  return lines.length === 0 ? [] : [{ title, lines }];
}

export function openAction(number: number): Action {
  return {
    id: 'branchline.openPullRequest',
    title: vscode.l10n.t('Open #{number}', { number }),
    icon: 'link-external',
    number,
  };
}
