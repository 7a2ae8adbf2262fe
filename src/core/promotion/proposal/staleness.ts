import type { Plan } from '../plan';
import type { RecordedProposal } from '../record/recorded';

/**
 * Why an open promotion no longer is what would be proposed now, or an ended one did not do what it promised.
 * @see docs/promotion.md, "Promoting"
 */
export type StaleReason =
  /** The source went on; the pull request still ships what was reviewed. */
  | 'sourceAdvanced'
  /** It comes from the source branch itself, which moved: it ships something else than its text says. */
  | 'headMoved'
  /** What it was made from is no longer in the source's history. */
  | 'sourceRewritten'
  /** The target went on: merging gives neither what was shown nor what would be shown now. */
  | 'targetMoved'
  | 'conflict'
  /** Nothing is left to promote. */
  | 'noop'
  /** The source's pipeline had passed, or was not asked for, and has failed since. */
  | 'gateRegressed'
  /** Somebody turned it towards another branch. */
  | 'baseMismatch'
  | 'closedUnmerged'
  /** Its commit is on the target already, by another way than its own landing. */
  | 'mergedOutside';

/** All that is known of one promotion that was proposed; an absent answer is an unknown one, and accuses nobody. */
export interface ProposalFacts {
  readonly record: RecordedProposal;
  readonly state: 'open' | 'closed' | 'merged';
  /** The branch that it comes from. */
  readonly head: string;
  /** The branch that it is towards now. */
  readonly base: string;
  readonly mergeable: 'yes' | 'no' | 'unknown';
  /** The edge as it is now. */
  readonly plan: Plan;
  /** Whether the source's history holds the commit that it was made from. */
  readonly onSource?: boolean;
  /** Whether the target's history holds its head. */
  readonly onTarget?: boolean;
  /** Whether a required pipeline has failed at exactly the commit that it was made from. */
  readonly gateFailed?: boolean;
}

/** Every reason that holds, the gravest first. Pure: made anew whenever one of the facts was. */
export function staleReasons(facts: ProposalFacts): readonly StaleReason[] {
  const { record, state, base, plan } = facts;
  if (state === 'merged') return [];
  if (facts.onTarget) return ['mergedOutside'];
  if (state === 'closed') return isPending(plan) ? ['closedUnmerged'] : [];
  if (base !== record.target.branch) return ['baseMismatch'];
  const source = plan.source.commit;
  const target = plan.target.commit;
  if (source === null || target === null) return [];
  const moved = source !== record.from.commit;
  const ownBranch = facts.head !== record.from.branch;
  const holds: Readonly<Partial<Record<StaleReason, boolean>>> = {
    noop: isSettled(plan),
    conflict: plan.state === 'conflict' || facts.mergeable === 'no',
    headMoved: moved && !ownBranch,
    sourceRewritten: facts.onSource === false && ownBranch,
    targetMoved: target !== record.target.commit,
    gateRegressed: facts.gateFailed === true,
    sourceAdvanced: moved && ownBranch && facts.onSource === true && !isSettled(plan),
  };
  return order.filter((reason) => holds[reason]);
}

const order: readonly StaleReason[] = [
  'noop',
  'conflict',
  'sourceRewritten',
  'targetMoved',
  'headMoved',
  'gateRegressed',
  'sourceAdvanced',
];

/** Reasons for which a pull request has nothing left to do: closing it is offered. */
export function isVoid(reasons: readonly StaleReason[]): boolean {
  return reasons.includes('noop') || reasons.includes('mergedOutside');
}

/** What merging would do now is not what a new proposal would do: bringing it up to date is offered. */
export function needsRebuild(reasons: readonly StaleReason[]): boolean {
  return (['targetMoved', 'headMoved', 'sourceRewritten'] as const).some((reason) => reasons.includes(reason));
}

function isPending({ items, conflicts }: Plan): boolean {
  return items.length + conflicts.length > 0;
}

/** Known to have nothing that waits; a plan that knows no baseline is none. */
function isSettled({ state }: Plan): boolean {
  return state === 'inSync' || state === 'downstreamOnly';
}
