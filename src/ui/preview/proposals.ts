import type { PreparedChange } from '../../core/change/preparedChange';
import * as vscode from 'vscode';
import type { AfterLanding } from '../../core/change/afterLanding';
import type { Proposal } from '../../core/change/proposals/proposals';
import type { Way } from '../../core/change/proposals/proposeCandidate';
import type { PullRequest } from '../../core/forge/types';
import { short } from '../../core/support/sha';
import type { Line } from '../../decision/protocol/decision';
import { line } from '../decision/line';
import { proposalAspect } from '../words/proposal';

const { t } = vscode.l10n;

/** Who else proposes something here, and what this does with it. */
export function proposalLines({ service, existing, plan, base, after = [] }: PreparedChange): readonly Line[] {
  const edge = { service, from: plan?.edge.from ?? '', to: base.branch };
  return existing.map((proposal) => {
    const number = proposal.pullRequest.number;
    const { sentence, icon, severity } = proposalAspect(proposal, edge);
    const then = after.find((predicted) => predicted.number === number);
    return line(`#${number} ${sentence}${then ? ` ${afterWords(then)}` : ''}`, { icon, tone: severity });
  });
}

/** What would be left to promote once it has landed; before it those with lower numbers. */
function afterWords({ outcome }: AfterLanding): string {
  switch (outcome.kind) {
    case 'left':
      if (outcome.items === 0) return t('Once it has landed, nothing would be left to promote.');
      return outcome.items === outcome.of
        ? t('It brings nothing of what is promoted here.')
        : t('Once it has landed, {items} of {of} changes would be left to promote.', outcome);
    case 'conflict':
      return t('Once it has landed, this promotion would conflict with it.');
    case 'unmergeable':
      return t('As it is, it cannot be merged.');
    case 'unknown':
      return t('What would be left once it has landed is not known.');
  }
}

/** The exact refs, and what becomes of an open pull request of ours. */
export function pushLines(preview: PreparedChange): readonly Line[] {
  const { repository, head, base, title } = preview;
  const ours = takenBy(preview)?.pullRequest;
  const taken = ours && canTake(preview, ours) ? ours : undefined;
  const branch = pushedBranch(preview, 'update') ?? head.branch;
  return [
    taken && taken.head.branch === head.branch
      ? t('Pull request #{number} takes it.', { number: taken.number })
      : taken
        ? t('Pull request #{number} takes it, unless you open a new one.', { number: taken.number })
        : ours
          ? t('A new pull request is opened, and #{number} closed with a link to it.', { number: ours.number })
          : t('A new pull request is opened.'),
    t('Repository: {repository}', { repository: repository }),
    ...(preview.heads?.head === 'source'
      ? [t('Nothing is pushed: the pull request comes from the branch itself.')]
      : []),
    t('Branch: {branch} at {commit}', { branch, commit: short(head.commit) }),
    t('Towards: {branch}', { branch: base.branch }),
    t('Title: {title}', { title }),
    ...(preview.candidate.asksMerge === true
      ? [t('The forge is then asked to merge it once its checks pass, where a check is required on the branch.')]
      : []),
  ].map((text) => line(text));
}

/** The branch that is pushed: that of the pull request which takes the change, or its own. Nothing: it comes from the source itself. */
export function pushedBranch(change: PreparedChange, way: Way): string | undefined {
  if (change.heads?.head === 'source') return undefined;
  const ours = way === 'update' ? takenBy(change)?.pullRequest : undefined;
  return ours && canTake(change, ours) ? ours.head.branch : change.head.branch;
}

/** One from the source branch itself cannot take a commit of ours, nor one of ours the source's own. */
export function canTake({ heads, head, plan }: PreparedChange, ours: PullRequest): boolean {
  if (ours.head.branch === head.branch) return true;
  return heads?.head !== 'source' && ours.head.branch !== plan?.source.branch;
}

/** The open pull request of ours that takes the change: that of the edge, or of the very same rollback or return. */
export function takenBy(change: PreparedChange): Proposal | undefined {
  const ours = change.existing.filter((proposal) => takes(proposal, change));
  return ours.find(({ pullRequest }) => pullRequest.head.branch === change.head.branch) ?? ours[0];
}

/** Whether a pull request, as far as it is open, is one of ours that takes the change. */
export function takes({ kind: of, pullRequest }: Proposal, { kind, head }: PreparedChange): boolean {
  return kind === 'promotion' ? of === 'ours' : of === kind && pullRequest.head.branch === head.branch;
}
