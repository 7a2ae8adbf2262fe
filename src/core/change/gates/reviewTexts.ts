import type { LandingDemands, Reviews } from '../../forge/types';
import { hasPassed } from '../../pipeline/rollUp';
import type { PipelineState } from '../../pipeline/state';
import { inEnglish } from '../../support/message';
import type { Unknown } from '../../support/observation';
import { requiredChecks } from './requiredChecks';
import type { OpenReview } from './reviewFacts';

/** What a branch asks for, in people's words. */
export function demanded(demands: LandingDemands): readonly string[] {
  const { requiredApprovals: count, requiredChecks: checks, requiredBuilds: builds = 0 } = demands;
  return [
    ...(count > 0 ? [count === 1 ? '1 approval' : `${count} approvals`] : []),
    ...(demands.needsCodeOwner ? ['an approval of a code owner'] : []),
    ...(checks.length > 0 ? [`the checks ${checks.join(', ')}`] : []),
    ...(builds > 1 ? [`${builds} checks that succeeded`] : []),
    ...(demands.others ?? []).map((name) => `“${name}”`),
  ];
}

/** How the open pull request stands. */
export function openText(demands: LandingDemands, { number, reviews, checks, mergeable, judged }: OpenReview): string {
  const parts = [
    reviewsText(reviews),
    checksText(demands, checks),
    ...(mergeable === 'no' ? ['branches that cannot be merged as they are'] : []),
  ];
  return [`#${number} has ${parts.join('; ')}.`, ...(judged ? [judgedText(judged)] : [])].join(' ');
}

function judgedText(judged: NonNullable<OpenReview['judged']>): string {
  if (judged.kind === 'unknown') return `What the forge makes of it is not known (${withoutStop(judged)}).`;
  const lacking = judged.judgements.filter(({ state }) => state !== 'met' && state !== 'notApplicable');
  if (lacking.length === 0) return 'For the forge nothing is missing.';
  return `For the forge there is: ${lacking.map(({ name, state }) => `${name} (${state})`).join(', ')}.`;
}

function reviewsText(reviews: Reviews | Unknown): string {
  if ('kind' in reviews) return `reviews that are not known (${withoutStop(reviews)})`;
  const { approvedBy, changesRequestedBy, requested } = reviews;
  const count = approvedBy.length === 1 ? '1 approval' : `${approvedBy.length} approvals`;
  return [
    approvedBy.length > 0 ? `${count} (${approvedBy.join(', ')})` : 'no approval',
    ...(changesRequestedBy.length > 0 ? [`changes requested by ${changesRequestedBy.join(', ')}`] : []),
    ...(requested.length > 0 ? [`${requested.join(', ')} asked for a review`] : []),
  ].join(', ');
}

function checksText(demands: LandingDemands, checks: PipelineState | Unknown): string {
  if (checks.kind === 'unknown') return `checks that are not known (${withoutStop(checks)})`;
  const required = requiredChecks(demands, checks);
  if (required.length === 0) return hasPassed(checks) ? 'checks that passed' : 'no required check';
  return required.map(({ name, state }) => `${name}: ${state}`).join(', ');
}

function withoutStop({ said }: Unknown): string {
  return inEnglish(said).replace(/\.$/, '');
}
