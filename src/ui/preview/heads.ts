import type { PreparedChange } from '../../core/change/preparedChange';
import * as vscode from 'vscode';
import type { PromotionHead } from '../../core/catalog/catalog';
import type { HeadOption } from '../../core/promotion/proposal/heads';
import type { Line } from '../../decision/protocol/decision';
import { line } from '../decision/line';
import { say } from '../words/say';

const { t } = vscode.l10n;

/** What a promotion's pull request comes from, as people say it. */
export const headWords: Readonly<Record<PromotionHead, () => string>> = {
  commit: () => t('A branch of its own, with one commit'),
  merge: () => t('A branch of its own, with a merge of the source'),
  source: () => t('The source branch itself'),
};

/** Each way in which it could come: which one is taken, and what each does, or why it is not possible. */
export function headLines({ heads }: PreparedChange): readonly Line[] {
  if (!heads) return [];
  const stands = ({ head, verdict }: HeadOption) =>
    head === heads.head ? t('taken') : verdict === 'refused' ? t('not possible') : t('possible');
  return heads.options.map((option) =>
    line(`${headWords[option.head]()} (${stands(option)})`, { below: option.why.map((why) => line(say(why))) }),
  );
}

/** The other ways in which it could come. */
export function otherHeads({ heads }: PreparedChange): readonly HeadOption[] {
  return heads?.options.filter(({ head, verdict }) => head !== heads.head && verdict !== 'refused') ?? [];
}
