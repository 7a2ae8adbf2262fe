import { ForgeError } from '../../forge/errors';
import type { ForgeClient } from '../../forge/forgeClient';
import type { Judgement, PullRequest, RepositoryRef } from '../../forge/types';
import { delay } from '../../support/deadline';
import { BranchlineError, isAbort } from '../../support/errors';
import { message, type Message } from '../../support/message';
import type { Sha } from '../../support/sha';

/**
 * Whether the forge lands a pull request by itself once its checks pass. `asked`: by this run. `standing`: it was asked before,
 * as far as it tells. `notAsked`: it is not, and why.
 */
export type Automerge = { readonly kind: 'asked' | 'standing' } | { readonly kind: 'notAsked'; readonly said: Message };

/** A pull request of ours as this run left it. */
export interface Proposal {
  readonly number: number;
  readonly base: string;
  /** What this run pushed, or found to be there. */
  readonly commit: Sha;
  /** Whether this run opened it, or moved its branch. */
  readonly isNew: boolean;
}

/** Forges find out a moment after it was opened whether it can be merged. */
const pausesMs = [250, 500, 1_000, 1_000, 2_000, 2_000, 4_000, 4_000];
const refusedPausesMs = [250, 1_000, 2_000];

/**
 * Asks the forge to land it by itself; nothing here ever lands anything. It is asked only where a check is required on the branch:
 * elsewhere it would land at once, judged by nobody. What cannot be is told, and is no error.
 * @throws the signal's reason
 */
export async function askToMerge(
  client: ForgeClient,
  on: RepositoryRef,
  proposal: Proposal,
  signal: AbortSignal,
  wait: typeof delay = delay,
): Promise<Automerge> {
  try {
    return await ask(client, on, proposal, signal, wait);
  } catch (error) {
    if (isAbort(error) || signal.aborted || !(error instanceof BranchlineError)) throw error;
    return notAsked(error.said);
  }
}

async function ask(
  client: ForgeClient,
  on: RepositoryRef,
  { number, base, commit, isNew }: Proposal,
  signal: AbortSignal,
  wait: typeof delay,
): Promise<Automerge> {
  if (client.cannot?.landByItself) return notAsked(client.cannot.landByItself);
  const [head] = await client.heads(on, [base], signal);
  if ((head?.requiredChecks ?? []).length === 0) {
    return notAsked(
      message('No check is known to be required on {branch}: nothing would judge it before it lands.', {
        branch: base,
      }),
    );
  }
  if (!isNew) {
    const before = await client.mergeRequest(on, number, signal);
    if (before === 'asked') return { kind: 'standing' };
    if (before === 'withdrawn') return notAsked(message('Somebody withdrew that on the forge.'));
  }
  const [style] = (await client.repository(on, signal)).landingStyles ?? [];
  if (style === undefined) return notAsked(message('The forge does not tell how pull requests may land here.'));
  const pullRequest = await settledOne(client, on, number, signal, wait);
  if (pullRequest.state !== 'open') return notAsked(message('It is not open any more.'));
  if (pullRequest.head.commit !== commit) {
    return notAsked(message('Its branch holds another commit by now, which a person looks at.'));
  }
  if (pullRequest.mergeable !== 'yes') {
    return notAsked(message('The forge does not say that it can be merged. The next run asks again.'));
  }
  const judged = await client.judged?.(on, pullRequest, signal);
  if (judged?.kind === 'each' && !judged.judgements.some((one) => judges(one, isNew))) {
    return notAsked(message('No check is known to judge it before it lands. The next run asks again.'));
  }
  await askedAgain(() => client.requestMerge(on, number, { head: commit, style }, signal), signal, wait);
  return { kind: 'asked' };
}

/** Whether a demand is a check that judges this head: one that stands whatever is pushed may have passed before it was. */
function judges({ of, state, lasts }: Judgement, isNew: boolean): boolean {
  const isOfBefore = isNew && state === 'met' && lasts === true;
  return of === 'check' && state !== 'notApplicable' && state !== 'unknown' && !isOfBefore;
}

/** Whether it can be merged, Gitea finds out anew with each push, and refuses meanwhile. Asked twice is asked. */
async function askedAgain(request: () => Promise<void>, signal: AbortSignal, wait: typeof delay): Promise<void> {
  for (const pauseMs of refusedPausesMs) {
    try {
      await request();
      return;
    } catch (error) {
      if (!ForgeError.is(error, 'notMergeable', 'serverError')) throw error;
      await wait(pauseMs, signal);
    }
  }
  await request();
}

async function settledOne(
  client: ForgeClient,
  on: RepositoryRef,
  number: number,
  signal: AbortSignal,
  wait: typeof delay,
): Promise<PullRequest> {
  for (const pauseMs of pausesMs) {
    const found = await client.pullRequest(on, number, signal);
    if (found.mergeable === 'yes' || found.state !== 'open') return found;
    await wait(pauseMs, signal);
  }
  return client.pullRequest(on, number, signal);
}

function notAsked(said: Message): Automerge {
  return { kind: 'notAsked', said };
}
