import type { Remote } from '../../git/environment';
import { ensurePullRequest, type EnsuredPullRequest } from '../../forge/ensurePullRequest';
import type { ForgeClient } from '../../forge/forgeClient';
import type { PullRequest, RepositoryRef } from '../../forge/types';
import { remoteHeads } from '../../git/remote';
import type { Repository } from '../../git/repository';
import type { Candidate } from '../../promotion/candidate';
import { PromotionError } from '../../promotion/errors';
import {
  promotionLines,
  recordedIn,
  returnedIn,
  rolledBackIn,
  updatedIn,
  versionOf,
  type RecordedProposal,
  type RecordedReturn,
  type RecordedRollback,
  type RecordedUpdate,
} from '../../promotion/record/recorded';
import { losesCode } from '../../promotion/record/codeEvidence';
import { isAsWritten } from '../../promotion/record/wording';
import { isMadeByUs, pushCandidate, type PushStep } from '../../promotion/propose';
import { askToMerge, type Automerge } from './automerge';
import { closeWithComment } from './closeProposal';

/**
 * What becomes of our own open promotion of the same edge. `update`: it takes the new commit, in the same pull request.
 * `supersede`: a new one is opened and the old one closed with a link; only where the new one contains it.
 */
export type Way = 'update' | 'supersede';

export interface ProposalPlace {
  readonly repository: Repository;
  readonly remote: Remote;
  readonly client: ForgeClient;
  readonly on: RepositoryRef;
  /** Hears how far the push came. */
  readonly told?: ((step: PushStep) => void) | undefined;
}

export interface Proposed extends EnsuredPullRequest {
  /** The branch that the candidate was pushed to. */
  readonly branch: string;
  /** Numbers of those of ours that were closed for it. */
  readonly superseded: readonly number[];
  /** Numbers of those of ours that are open on the same edge all the same: opened meanwhile, by somebody else. */
  readonly alsoOpen: readonly number[];
  /** Of one that the forge is to land by itself. */
  readonly automerge?: Automerge;
}

interface Own {
  readonly pullRequest: PullRequest;
  readonly record: RecordedProposal | RecordedRollback | RecordedReturn | RecordedUpdate;
}

/**
 * Pushes a candidate and sees to it that one pull request of ours proposes it. Safe to repeat: after a crash, a lost
 * answer, or by two people there is one branch and one pull request.
 *
 * @throws PromotionError `headsMoved`, `branchTouched`, `notContained`: nothing was pushed; `overtaken`: somebody else's
 *   stands; ForgeError; GitError
 * @see docs/promotion.md, "Promoting"
 */
export async function proposeCandidate(
  place: ProposalPlace,
  candidate: Candidate,
  way: Way,
  signal: AbortSignal,
): Promise<Proposed> {
  const { isNew, ...proposed } = await proposedOnce(place, candidate, way, signal);
  const { number, body } = proposed.pullRequest;
  // One that a person opened from our branch is theirs to land.
  if (candidate.asksMerge !== true || !body.includes(candidate.record.marker)) return proposed;
  const { commit, base } = candidate;
  const asked = { number, base: base.branch, commit, isNew };
  return { ...proposed, automerge: await askToMerge(place.client, place.on, asked, signal) };
}

/** `isNew`: it was opened, or its branch moved, by this run. */
async function proposedOnce(
  place: ProposalPlace,
  candidate: Candidate,
  way: Way,
  signal: AbortSignal,
): Promise<Proposed & { readonly isNew: boolean }> {
  const own = await ownOn(place, candidate, signal);
  assertOfTrain(candidate, own);
  const standing = own.find(({ pullRequest }) => pullRequest.head.branch === candidate.branch) ?? own[0];
  const isOther = standing !== undefined && standing.pullRequest.head.branch !== candidate.branch;
  const supersedes = isOther && (way === 'supersede' || comesFromSource(candidate, standing));
  if (supersedes) for (const { record } of own) assertContained(place, candidate, record);
  if (!standing || supersedes) {
    await pushCandidate(place.repository, place.remote, candidate, { signal, told: place.told });
    const ensured = await ensure(place, candidate, candidate.branch, signal);
    const old = supersedes ? own.map(({ pullRequest }) => pullRequest) : [];
    const superseded = old.filter(({ number }) => number !== ensured.pullRequest.number);
    for (const { number } of superseded) {
      await closeWithComment(place, number, `Superseded by #${ensured.pullRequest.number}, which contains it.`, signal);
    }
    const closed = superseded.map(({ number }) => number);
    const alsoOpen = ensured.action === 'created' ? await othersOpen(place, candidate, ensured, closed, signal) : [];
    const isNew = ensured.action === 'created';
    return { ...ensured, branch: candidate.branch, superseded: closed, alsoOpen, isNew };
  }
  const { branch, commit } = standing.pullRequest.head;
  await assertOurs(place, candidate, standing);
  await pushCandidate(place.repository, place.remote, candidate, {
    branch,
    expected: commit,
    signal,
    told: place.told,
  });
  const ensured = await ensure(place, candidate, branch, signal);
  const others = own.filter((one) => one !== standing).map(({ pullRequest: { number } }) => number);
  // A push is an update, too, whether or not words had to change.
  const action = ensured.action === 'none' && commit !== candidate.commit ? 'updated' : ensured.action;
  return { ...ensured, action, branch, superseded: [], alsoOpen: others, isNew: commit !== candidate.commit };
}

/** A pull request from the source branch itself cannot take a commit of ours, nor ours the source's own. */
function comesFromSource({ promotion }: Candidate, { pullRequest }: Own): boolean {
  return promotion !== undefined && (promotion.head === 'source' || pullRequest.head.branch === promotion.from);
}

/**
 * Our open pull requests of the candidate's edge, the newest first. A rollback is found by its branch, too: two
 * different ways back may both be open.
 */
async function ownOn(
  { client, on }: ProposalPlace,
  candidate: Candidate,
  signal: AbortSignal,
): Promise<readonly Own[]> {
  const { promotion, base } = candidate;
  const open = await client.openPullRequests(on, base.branch, signal);
  return open
    .toSorted((one, other) => other.number - one.number)
    .flatMap((pullRequest) => {
      if (!promotion && pullRequest.head.branch !== candidate.branch) return [];
      const record = promotion
        ? recordedIn(pullRequest, promotion)
        : (rolledBackIn(pullRequest, base.branch) ??
          returnedIn(pullRequest, base.branch) ??
          updatedIn(pullRequest, base.branch));
      return record ? [{ pullRequest, record }] : [];
    });
}

async function othersOpen(
  place: ProposalPlace,
  candidate: Candidate,
  { pullRequest }: EnsuredPullRequest,
  closed: readonly number[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  const open = (await ownOn(place, candidate, signal)).map(({ pullRequest: { number } }) => number);
  return open.filter((number) => number !== pullRequest.number && !closed.includes(number));
}

/**
 * A text that a person edited stays theirs while it tells of the same commit: ticks and notes are not taken away. So does
 * one that knows more of the code than can be told now. One
 * that tells of another commit is replaced as long as the branch holds ours: somebody else may have pushed since.
 */
function ensure(
  { remote, client, on }: ProposalPlace,
  { record, base, commit }: Candidate,
  head: string,
  signal: AbortSignal,
): Promise<EnsuredPullRequest> {
  const { title, body, marker, versions } = record;
  const mayRewrite = async (found: Pick<PullRequest, 'title' | 'body'>) => {
    if (found.body.includes(versionOf(commit))) return isAsWritten(found) && !losesCode(found.body, body);
    const now = await remoteHeads(remote, [head], signal);
    if (now.get(head) !== commit) throw PromotionError.overtaken(head);
    return true;
  };
  const request = { title, body, marker, head, base: base.branch, mayRewrite, ...(versions ? { versions } : {}) };
  return ensurePullRequest(client, on, request, signal);
}

/** Commits that a person added to a branch of ours are theirs: it is not overwritten. */
async function assertOurs({ repository, remote }: ProposalPlace, candidate: Candidate, own: Own): Promise<void> {
  const { branch, commit } = own.pullRequest.head;
  if (commit === own.record.commit || commit === candidate.commit) return;
  // Pushed by us and stopped before the text was brought up to date: then the commit itself says so.
  if (!(await isMadeByUs(repository, remote, commit))) throw PromotionError.branchTouched(branch);
}

/** A train takes over no pull request that is not its own. */
function assertOfTrain({ train, promotion }: Candidate, own: readonly Own[]): void {
  if (train === undefined || !promotion) return;
  const other = own.find(
    ({ pullRequest }) => !promotionLines(pullRequest, promotion).split('\n').includes(`Branchline-Train: ${train}`),
  );
  if (other) throw PromotionError.taken(other.pullRequest.number);
}

/** Closing the older one loses nothing: its source commit is in the history of the new one, and all of it travels. */
function assertContained({ repository }: ProposalPlace, candidate: Candidate, old: Own['record']): void {
  const source = candidate.promotion && candidate.heads.get(candidate.promotion.from);
  const isContained =
    source !== undefined &&
    old.kind === 'promotion' &&
    !candidate.promotion?.isPartial &&
    repository.graph.isAncestor(old.from.commit, source);
  if (!isContained) throw PromotionError.notContained();
}
