import { isSha } from '../../git/names';
import type { Sha } from '../../support/sha';
import { recordsIn, type BranchPoint, type PromotionRecord, type RollbackRecord } from './trailers';

/** What a pull request of ours says of itself, hidden in its body. */
export interface RecordedProposal extends PromotionRecord {
  /** The commit that was pushed for it; nothing in one that an older version opened. */
  readonly commit?: Sha;
}

/** As `RecordedProposal`, of a rollback. */
export interface RecordedRollback extends RollbackRecord {
  readonly commit?: Sha;
}

/** What a pull request says that brings content of a later branch to an earlier one. */
export interface RecordedReturn {
  readonly kind: 'hotfix' | 'rolledBack';
  /** Where the content is, and the head that it was taken from. */
  readonly from: BranchPoint;
  /** The branch that it is brought to. */
  readonly into: string;
  readonly commit?: Sha;
}

/** What a pull request says that brings newer images to a branch. */
export interface RecordedUpdate {
  readonly kind: 'update';
  readonly service: string;
  /** The branch that they are brought to. */
  readonly into: string;
  readonly commit?: Sha;
}

/** A pull request as far as it matters whose it is. */
export interface ProposedBranch {
  readonly body: string;
  readonly head: { readonly branch: string };
}

/** The first line of the hidden part of a body; says whose pull request it is. */
export function markerOf(identity: readonly string[]): string {
  return `<!-- branchline ${identity.map(encodeURIComponent).join(' ')}`;
}

/** The text with nothing that is taken for the marker of any pull request. */
export function withoutMarkers(text: string): string {
  return text.replace(/<!--(?=\s*branchline)/gi, '&lt;!--');
}

/** The line of the body that names the pushed commit: while it stands there, the text is that commit's. */
export function versionOf(commit: Sha): string {
  return `Promotion-Commit: ${commit}`;
}

/**
 * What a pull request records, if it is one of ours for this edge: by marker and by its head (under our prefix, or the
 * source branch itself), never by title or label. A person's own pull request answers nothing.
 * @see docs/promotion.md, "Promoting"
 */
export function recordedIn(
  { body, head }: ProposedBranch,
  edge: { readonly from: string; readonly to: string },
): RecordedProposal | undefined {
  if (!isUnder('promote/', { head }) && head.branch !== edge.from) return undefined;
  const block = hiddenIn(body, ['promotion', edge.from, edge.to]);
  const record = recordsIn(block).find((one) => one.kind === 'promotion');
  return record && { ...record, ...commitIn(block) };
}

/**
 * The lines that a promotion of ours on this edge has hidden in its body, from a branch of ours in this repository; none of
 * any other pull request.
 */
export function promotionLines(
  pullRequest: ProposedBranch,
  edge: { readonly from: string; readonly to: string },
): string {
  if (!isUnder('promote/', pullRequest) || !recordedIn(pullRequest, edge)) return '';
  return hiddenIn(pullRequest.body, ['promotion', edge.from, edge.to]);
}

/** As `recordedIn`, for a rollback of this branch. */
export function rolledBackIn({ body, head }: ProposedBranch, branch: string): RecordedRollback | undefined {
  if (!isUnder('rollback/', { head })) return undefined;
  const block = hiddenIn(body, ['rollback', branch]);
  const record = recordsIn(block).find((one) => one.kind === 'rollback');
  return record && { ...record, ...commitIn(block) };
}

/** As `recordedIn`, for what comes back to this branch: a hotfix, or what was rolled back further on. */
export function returnedIn({ body, head }: ProposedBranch, into: string): RecordedReturn | undefined {
  for (const kind of ['hotfix', 'rolledBack'] as const) {
    if (!isUnder(returnPrefixes[kind], { head })) continue;
    const from = returnedFrom(body);
    if (!from) return undefined;
    const block = hiddenIn(body, [kind, from.branch, into]);
    return block === '' ? undefined : { kind, from, into, ...commitIn(block) };
  }
  return undefined;
}

/** As `recordedIn`, for newer images on this branch. */
export function updatedIn({ body, head }: ProposedBranch, into: string): RecordedUpdate | undefined {
  if (!isUnder('update/', { head })) return undefined;
  for (const [, name = ''] of body.matchAll(/^<!-- branchline update (\S+) \S+\r?$/gm)) {
    const service = decoded(name);
    const block = service === undefined ? '' : hiddenIn(body, ['update', service, into]);
    if (service !== undefined && block !== '') return { kind: 'update', service, into, ...commitIn(block) };
  }
  return undefined;
}

/** The images, with their versions, that an update of the service to this branch says that it brings; none where it is no such one. */
export function updatedImagesIn(pullRequest: ProposedBranch, service: string, into: string): readonly string[] {
  if (updatedIn(pullRequest, into)?.service !== service) return [];
  const block = hiddenIn(pullRequest.body, ['update', service, into]);
  return [...block.matchAll(/^Updated-Image: (\S+)$/gm)].map(([, name = '']) => name);
}

/** What a pull request of ours is; `from`: the branch that a promotion, or what comes back, is of. */
export type OwnPullRequest =
  | { readonly kind: 'promotion' | 'return' | 'takeBack'; readonly from: string }
  | { readonly kind: 'rollback' | 'update' };

/** Whether a pull request towards a branch is ours, of whatever kind and from whatever branch: the one rule for whose it is. */
export function ownTowards(pullRequest: ProposedBranch, branch: string): OwnPullRequest | undefined {
  if (rolledBackIn(pullRequest, branch)) return { kind: 'rollback' };
  if (updatedIn(pullRequest, branch)) return { kind: 'update' };
  const returned = returnedIn(pullRequest, branch);
  if (returned) return { kind: returned.kind === 'hotfix' ? 'return' : 'takeBack', from: returned.from.branch };
  const from = promotedFrom(pullRequest.body).find((one) => recordedIn(pullRequest, { from: one, to: branch }));
  return from === undefined ? undefined : { kind: 'promotion', from };
}

/** Whether it comes from a branch of ours. One of a fork is called `owner/name:branch`, and its owner may be called as our prefix is. */
function isUnder(prefix: string, { head: { branch } }: Pick<ProposedBranch, 'head'>): boolean {
  return branch.startsWith(prefix) && !branch.includes(':');
}

/** The sources that markers of promotions name, whatever else they say. */
function promotedFrom(body: string): readonly string[] {
  return [...body.matchAll(/^<!-- branchline promotion (\S+) \S+\r?$/gm)].flatMap(
    ([, name = '']) => decoded(name) ?? [],
  );
}

/** A name of a marker; nothing where it is no marker of ours: somebody typed it. */
function decoded(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

/** The heads of what comes back. */
export const returnPrefixes = { hotfix: 'promote/hotfix-of-', rolledBack: 'rollback/source-of-' } as const;

function returnedFrom(body: string): BranchPoint | undefined {
  const [, branch, commit = ''] = /^Returned-From: (\S+)@([0-9a-f]+)\r?$/m.exec(body) ?? [];
  return branch !== undefined && isSha(commit) ? { branch, commit } : undefined;
}

/** A body with nothing but the hidden parts that say whose pull request it is, and of what. */
export function recordsOnly(body: string): string {
  return linesOf(body, 'hidden').join('\n');
}

/** A body that says of nobody whose pull request it is. */
export function withoutHidden(body: string): string {
  return linesOf(body, 'shown').join('\n').trimEnd();
}

function linesOf(body: string, wanted: 'hidden' | 'shown'): readonly string[] {
  let isHidden = false;
  return body.split(/\r?\n/).filter((line) => {
    const isWithin = isHidden || line.startsWith('<!-- branchline ');
    isHidden = isWithin && line !== '-->';
    return isWithin === (wanted === 'hidden');
  });
}

/** The lines below the marker; none where it is not there. */
function hiddenIn(body: string, identity: readonly string[]): string {
  const lines = body.split(/\r?\n/);
  const start = lines.indexOf(markerOf(identity));
  if (start < 0) return '';
  const hidden = lines.slice(start + 1);
  const end = hidden.indexOf('-->');
  return (end < 0 ? hidden : hidden.slice(0, end)).join('\n');
}

function commitIn(block: string): { readonly commit?: Sha } {
  const [, commit = ''] = /^Promotion-Commit: ([0-9a-f]+)$/m.exec(block) ?? [];
  return isSha(commit) ? { commit } : {};
}
