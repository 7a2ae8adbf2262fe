import * as vscode from 'vscode';
import type { PreparedChange } from '../../core/change/preparedChange';
import type { Way } from '../../core/change/proposals/proposeCandidate';
import type { PromotionHead } from '../../core/catalog/catalog';
import type { Offer } from '../../decision/protocol/decision';
import { headWords, otherHeads } from '../preview/heads';
import { takenBy } from '../preview/proposals';
import { possibleWays } from '../preview/ways';

const { t } = vscode.l10n;

/** The buttons of the page by their ids. */
export const proposeIds: Readonly<Record<Way, string>> = { update: 'propose:update', supersede: 'propose:supersede' };

/** What a person may say yes to: opening, or one of the ways with an open pull request of ours. */
export function proposeOffers(change: PreparedChange): readonly Offer[] {
  const detail = (branch: string) =>
    t('{repository}: {head} → {base}', { repository: change.repository, head: branch, base: change.base.branch });
  const ours = takenBy(change)?.pullRequest;
  const own = detail(change.head.branch);
  if (!ours) {
    return [{ id: proposeIds.update, icon: 'git-pull-request', label: t('Open the pull request'), detail: own }];
  }
  const { number } = ours;
  const offers: Readonly<Record<Way, Offer>> = {
    update: {
      id: proposeIds.update,
      icon: 'git-pull-request',
      label: t('Update pull request #{number}', { number }),
      detail: `${detail(ours.head.branch)} (${t('approvals may have to be given again')})`,
    },
    supersede: {
      id: proposeIds.supersede,
      icon: 'git-pull-request-create',
      label: t('Open a new one and close #{number} with a link', { number }),
      detail: own,
    },
  };
  return possibleWays(change).map((way) => offers[way]);
}

/** The other ways in which it could come: each makes the page anew. */
export function headOffers(change: PreparedChange): readonly Offer[] {
  return otherHeads(change).map(({ head }) => ({
    id: `head:${head}`,
    icon: 'git-branch',
    label: t('Let it come from: {head}', { head: headWords[head]() }),
    detail: t('shows the preview anew'),
  }));
}

/** Which head a button stands for. */
export function headOf(id: string): PromotionHead | undefined {
  return (['commit', 'merge', 'source'] as const).find((head) => id === `head:${head}`);
}
