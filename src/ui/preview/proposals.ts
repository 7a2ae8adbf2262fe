import * as vscode from 'vscode';
import type { ChangePreview } from '../../core/fleet/fleet';
import type { Proposal } from '../../core/fleet/proposals/proposals';
import { short } from '../../core/support/sha';
import { escaped } from '../words/markdown';
import { proposalAspect } from '../words/proposal';
import { list } from './parts';

const { t } = vscode.l10n;

/** Who else proposes something here, and what this does with it. */
export function proposalsText({ existing, plan, base }: ChangePreview): string {
  const edge = { from: plan?.edge.from ?? '', to: base.branch };
  return list(
    existing.map((proposal) => {
      const number = proposal.pullRequest.number;
      const { sentence } = proposalAspect(proposal, edge);
      return `#${number} ${escaped(sentence)}`;
    }),
  );
}

/** The exact refs, and what becomes of an open pull request of ours. */
export function pushText(preview: ChangePreview): string {
  const { repository, head, base, title, kind } = preview;
  const ours = takenBy(preview)?.pullRequest;
  const branch = ours?.head.branch ?? head.branch;
  return list([
    kind === 'return'
      ? t('A new pull request is opened, unless one of this branch is open already.')
      : ours
        ? t('Pull request #{number} takes it, unless you open a new one.', { number: ours.number })
        : t('A new pull request is opened.'),
    t('Repository: {repository}', { repository: escaped(repository) }),
    t('Branch: {branch} at {commit}', { branch: escaped(branch), commit: `\`${short(head.commit)}\`` }),
    t('Towards: {branch}', { branch: escaped(base.branch) }),
    t('Title: {title}', { title: escaped(title) }),
  ]);
}

/** The open pull request of ours that takes the change: that of the edge, or of the very same rollback. */
export function takenBy({ existing, kind, head }: ChangePreview): Proposal | undefined {
  return existing.find(({ kind: of, pullRequest }) =>
    kind === 'rollback'
      ? of === 'rollback' && pullRequest.head.branch === head.branch
      : kind === 'promotion' && of === 'ours',
  );
}
