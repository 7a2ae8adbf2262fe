import * as vscode from 'vscode';
import type { ChangePreview } from '../../core/fleet/fleet';
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
export function pushText({ repository, head, base, title, existing, kind }: ChangePreview): string {
  const ours = kind === 'promotion' ? existing.find((one) => one.kind === 'ours')?.pullRequest : undefined;
  const branch = ours?.head.branch ?? head.branch;
  return list([
    ours
      ? t('Pull request #{number} takes it, unless you open a new one.', { number: ours.number })
      : t('A new pull request is opened.'),
    t('Repository: {repository}', { repository: escaped(repository) }),
    t('Branch: {branch} at {commit}', { branch: escaped(branch), commit: `\`${short(head.commit)}\`` }),
    t('Towards: {branch}', { branch: escaped(base.branch) }),
    t('Title: {title}', { title: escaped(title) }),
  ]);
}
