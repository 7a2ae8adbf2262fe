import type { PreparedChange } from '../../core/change/preparedChange';
import * as vscode from 'vscode';
import type { PromotionHead } from '../../core/catalog/catalog';
import type { HeadOption } from '../../core/promotion/proposal/heads';
import { escaped } from '../words/markdown';
import { say } from '../words/say';
import { list } from './parts';

const { t } = vscode.l10n;

/** What a promotion's pull request comes from, as people say it. */
export const headWords: Readonly<Record<PromotionHead, () => string>> = {
  commit: () => t('A branch of its own, with one commit'),
  merge: () => t('A branch of its own, with a merge of the source'),
  source: () => t('The source branch itself'),
};

/** Each way in which it could come: which one is taken, and what each does, or why it is not possible. */
export function headsText({ heads }: PreparedChange): string {
  if (!heads) return '';
  const stands = ({ head, verdict }: HeadOption) =>
    head === heads.head ? t('taken') : verdict === 'refused' ? t('not possible') : t('possible');
  return list(
    heads.options.map(
      (option) => `**${headWords[option.head]()}** (${stands(option)}): ${option.why.map(say).map(escaped).join(' ')}`,
    ),
  );
}

/** The other ways in which it could come. */
export function otherHeads({ heads }: PreparedChange): readonly HeadOption[] {
  return heads?.options.filter(({ head, verdict }) => head !== heads.head && verdict !== 'refused') ?? [];
}
