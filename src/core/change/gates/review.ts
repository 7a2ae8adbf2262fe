import type { Edge } from '../../catalog/catalog';
import type { LandingDemands, ToldDemands } from '../../forge/types';
import type { Instant } from '../../support/clock';
import type { Unknown } from '../../support/observation';
import type { Gate } from './gate';
import { isChecked, requiredChecks, tooFewBuilds } from './requiredChecks';
import type { OpenReview, ReviewFacts } from './reviewFacts';
import { demanded, openText } from './reviewTexts';
import { instantText } from './times';

/** Looked at as seldom as can be without a relay, what is told is younger. */
const oldMs = 30 * 60_000;

/**
 * Whether an open pull request may land, as far as the forge tells. Nothing waits for it before one is opened: so it is never
 * required, and says beforehand what will be asked for. What the forge would not land never passes: a demand that cannot be
 * held against anything here is *unknown* at best, and where the forge itself judges, its word counts.
 */
export function reviewGate(
  { to }: Pick<Edge, 'to'>,
  { demands, isHeld = false, open }: ReviewFacts,
  now: Instant,
): Gate {
  const about = { name: 'review', required: false } as const;
  if (!demands) {
    return { ...about, kind: 'unknown', said: `What is asked for before a pull request lands on ${to} is not known.` };
  }
  if (demands.untold) {
    const said = `What is asked for before a pull request lands on ${to} is told to administrators alone.`;
    if (!open) return { ...about, kind: 'unknown', said };
    return {
      ...about,
      kind: isBlocked(demands, open) ? 'notPassed' : 'unknown',
      said: `${said} ${openText(demands, open)}`,
    };
  }
  const asked = demanded(demands);
  const isOld = isHeld || now - demands.observed.at > oldMs;
  const asks = [
    `${to} asks for ${asked.join(', ') || 'no review and no check'}${demands.mayAskMore === true ? ', as far as the forge tells: it may ask for more' : ''}.`,
    ...(isOld ? [oldText(demands, isHeld)] : []),
    ...(demands.mayMerge === 'no' ? ['You may not land it.'] : []),
  ].join(' ');
  if (!open) {
    const isFree = asked.length === 0 && !demands.mayAskMore && !isOld && demands.mayMerge !== 'no';
    return { ...about, kind: isFree ? 'passed' : 'unknown', said: asks };
  }
  const said = `${asks} ${openText(demands, open)}`;
  if (isBlocked(demands, open)) return { ...about, kind: 'notPassed', said };
  return { ...about, kind: !isOld && isFulfilled(demands, open) ? 'passed' : 'unknown', said };
}

function oldText({ observed }: ToldDemands, isHeld: boolean): string {
  const said = `That is as it was told at ${instantText(observed.at)}`;
  return isHeld ? `${said}: it could not be read now.` : `${said}.`;
}

/** Where the forge judges a demand itself, what is counted here says nothing of it. */
function isBlocked(demands: LandingDemands, { reviews, checks, mergeable, judged }: OpenReview): boolean {
  if (demands.mayMerge === 'no' || mergeable === 'no') return true;
  const judgements = judged && isKnown(judged) ? judged.judgements : [];
  if (judgements.some(({ state }) => state === 'unmet' || state === 'waiting')) return true;
  const isReviewed = judgements.some((one) => one.of === 'review');
  if (isKnown(reviews)) {
    if (reviews.changesRequestedBy.length > 0) return true;
    if (!isReviewed && reviews.approvedBy.length < demands.requiredApprovals) return true;
  }
  if (!isKnown(checks)) return false;
  const names = new Set(judgements.map(({ name }) => name));
  const counted = { requiredChecks: demands.requiredChecks.filter((name) => !names.has(name)) };
  return requiredChecks(counted, checks).some(({ state }) => !isChecked(state)) || tooFewBuilds(demands, checks);
}

/** Whether an owner is among those who approved, and what else is demanded, is the forge's to know. */
function isFulfilled(demands: LandingDemands, { reviews, checks, judged }: OpenReview): boolean {
  if (demands.mayMerge !== 'yes' || !isKnown(reviews) || !isKnown(checks)) return false;
  if (judged) {
    return isKnown(judged) && judged.judgements.every(({ state }) => state === 'met' || state === 'notApplicable');
  }
  return !demands.needsCodeOwner && !demands.mayAskMore && (demands.others ?? []).length === 0;
}

function isKnown<T extends object>(fact: T | Unknown): fact is T {
  return (fact as { readonly kind?: unknown }).kind !== 'unknown';
}
