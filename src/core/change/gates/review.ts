import type { Edge } from '../../catalog/catalog';
import type { LandingDemands, Reviews } from '../../forge/types';
import { hasPassed } from '../../pipeline/rollUp';
import type { PipelineState, Verdict } from '../../pipeline/state';
import type { Unknown } from '../../support/observation';
import { compileGlobs } from '../../support/globs';
import { inEnglish } from '../../support/message';
import type { Gate } from './gate';

/** What is known of how a pull request lands on the branch that is promoted to. */
export interface ReviewFacts {
  /** Nothing: there is no forge, or it did not tell. */
  readonly demands?: LandingDemands | undefined;
  /** The open pull request, where it was looked at. */
  readonly open?:
    | { readonly number: number; readonly reviews: Reviews | Unknown; readonly checks: PipelineState | Unknown }
    | undefined;
}

/** A check that has to succeed, as it is at the head of a pull request. */
export interface RequiredCheck {
  readonly name: string;
  readonly state: Verdict | 'running' | 'queued' | 'missing';
}

/**
 * Whether an open pull request may land, as far as the forge tells. Nothing waits for it before one is opened: so it is never
 * required, and says beforehand what will be asked for.
 */
export function reviewGate({ to }: Pick<Edge, 'to'>, { demands, open }: ReviewFacts): Gate {
  const about = { name: 'review', required: false } as const;
  if (!demands) {
    return { ...about, kind: 'unknown', said: `What is asked for before a pull request lands on ${to} is not known.` };
  }
  if (demands.untold) {
    const said = `What is asked for before a pull request lands on ${to} is told to administrators alone.`;
    if (!open) return { ...about, kind: 'unknown', said };
    const kind = isBlocked(demands, open.reviews, open.checks) ? 'notPassed' : 'unknown';
    return { ...about, kind, said: `${said} ${openText(demands, open)}` };
  }
  const asked = demanded(demands);
  const may = demands.mayMerge === 'no' ? ' You may not land it.' : '';
  const asks = `${to} asks for ${asked.join(', ') || 'no review and no check'}.${may}`;
  if (!open) return { ...about, kind: asked.length === 0 && may === '' ? 'passed' : 'unknown', said: asks };
  const { reviews, checks } = open;
  const said = `${asks} ${openText(demands, open)}`;
  if (isBlocked(demands, reviews, checks)) return { ...about, kind: 'notPassed', said };
  // Whether an owner is among those who approved is the forge's to know.
  const isUnknown = !isKnown(reviews) || checks.kind === 'unknown' || demands.needsCodeOwner;
  return { ...about, kind: isUnknown || demands.mayMerge === 'unknown' ? 'unknown' : 'passed', said };
}

function openText(demands: LandingDemands, { number, reviews, checks }: NonNullable<ReviewFacts['open']>): string {
  return `#${number} has ${[reviewsText(reviews), checksText(demands, checks)].join('; ')}.`;
}

/** The required checks at the head of a pull request, each as it is; a pattern stands for all that it matches. */
export function requiredChecks(
  { requiredChecks: names }: LandingDemands,
  { contexts }: PipelineState,
): RequiredCheck[] {
  return names.flatMap((name): RequiredCheck[] => {
    // As Gitea has it, a star takes slashes as well. What cannot be read as a pattern is a name.
    const isMeant = name === '' ? undefined : compileGlobs([name], { bash: true });
    const found = contexts.filter((context) => context.name === name || isMeant?.(context.name));
    if (found.length === 0) return [{ name, state: 'missing' }];
    return found.map((context) => ({
      name: context.name,
      state: context.inFlight === 'no' ? context.verdict : context.inFlight,
    }));
  });
}

function isBlocked(demands: LandingDemands, reviews: Reviews | Unknown, checks: PipelineState | Unknown): boolean {
  if (demands.mayMerge === 'no') return true;
  const isChecked = (state: RequiredCheck['state']) => ['success', 'warning', 'skipped'].includes(state);
  return (
    (isKnown(reviews) && reviews.approvedBy.length < demands.requiredApprovals) ||
    (isKnown(reviews) && reviews.changesRequestedBy.length > 0) ||
    (checks.kind === 'known' && requiredChecks(demands, checks).some(({ state }) => !isChecked(state)))
  );
}

function demanded({ requiredApprovals: count, requiredChecks: checks, needsCodeOwner }: LandingDemands): string[] {
  return [
    ...(count > 0 ? [count === 1 ? '1 approval' : `${count} approvals`] : []),
    ...(needsCodeOwner ? ['an approval of a code owner'] : []),
    ...(checks.length > 0 ? [`the checks ${checks.join(', ')}`] : []),
  ];
}

function reviewsText(reviews: Reviews | Unknown): string {
  if (!isKnown(reviews)) return `reviews that are not known (${inEnglish(reviews.said).replace(/\.$/, '')})`;
  const { approvedBy, changesRequestedBy, requested } = reviews;
  const count = approvedBy.length === 1 ? '1 approval' : `${approvedBy.length} approvals`;
  return [
    approvedBy.length > 0 ? `${count} (${approvedBy.join(', ')})` : 'no approval',
    ...(changesRequestedBy.length > 0 ? [`changes requested by ${changesRequestedBy.join(', ')}`] : []),
    ...(requested.length > 0 ? [`${requested.join(', ')} asked for a review`] : []),
  ].join(', ');
}

function checksText(demands: LandingDemands, checks: PipelineState | Unknown): string {
  if (checks.kind === 'unknown') return `checks that are not known (${inEnglish(checks.said).replace(/\.$/, '')})`;
  const required = requiredChecks(demands, checks);
  if (required.length === 0) return hasPassed(checks) ? 'checks that passed' : 'no required check';
  return required.map(({ name, state }) => `${name}: ${state}`).join(', ');
}

function isKnown(reviews: Reviews | Unknown): reviews is Reviews {
  return !('kind' in reviews);
}
