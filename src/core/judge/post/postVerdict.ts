import type { ForgeLocation } from '../../change/location';
import type { NewStatus } from '../../forge/types';
import { oneLine } from '../../support/oneLine';
import { isTimeout } from '../../support/deadline';
import { isAbort, reasonOf } from '../../support/errors';
import { redact } from '../../support/redact';
import type { Verdict, VerdictKind } from '../verdict';
import { commentOf } from '../report/comment';
import { keepComment, type CommentAction } from './comment';
import { keepStatus } from './status';

export interface PostOptions {
  /** What the status is called; `{environment}` in it is the one that the pull request is towards, `{service}` whose it is. */
  readonly context: string;
  /** Where the status leads to. */
  readonly url?: string | undefined;
}

/** What became of a verdict on the forge. `moved`: head or base went on while it was judged; nothing was posted. */
export type Posted =
  | { readonly kind: 'moved'; readonly said: string }
  | {
      readonly kind: 'posted';
      readonly status: 'posted' | 'none' | Failed;
      readonly comment: CommentAction | Failed;
    };

export interface Failed {
  readonly failed: string;
}

const states: Readonly<Record<VerdictKind, NewStatus['state']>> = {
  success: 'success',
  failure: 'failure',
  pending: 'pending',
  unjudged: 'error',
};

/**
 * Posts the status on the head, and keeps the one comment up to date. Both branches are read again first: a verdict is of
 * the commits that were looked at. What stands there already is not posted again.
 * @throws the signal's reason where the caller cancels; ForgeError where the pull request cannot be read
 */
export async function postVerdict(
  { client, repository }: ForgeLocation,
  verdict: Verdict,
  { context, url }: PostOptions,
  signal: AbortSignal,
): Promise<Posted> {
  const { subject } = verdict;
  const now = await client.pullRequest(repository, subject.number, signal);
  const [base] = await client.heads(repository, [subject.base.branch], signal);
  if (now.state !== 'open') return { kind: 'moved', said: `#${subject.number} is not open any more.` };
  if (now.head.commit !== subject.head.commit || now.base.branch !== subject.base.branch) {
    return { kind: 'moved', said: `The head of #${subject.number} moved while it was judged.` };
  }
  if (verdict.kind !== 'unjudged' && base?.commit !== subject.base.commit) {
    return { kind: 'moved', said: `${subject.base.branch} moved while #${subject.number} was judged.` };
  }
  const status: NewStatus = {
    context: context.replaceAll('{environment}', subject.environment).replaceAll('{service}', subject.service),
    state: states[verdict.kind],
    description: oneLine(redact(verdict.said), 500),
    ...(url === undefined ? {} : { url }),
  };
  return {
    kind: 'posted',
    status: await settled(keepStatus({ client, repository, commit: subject.head.commit }, status, signal), signal),
    comment: await settled(keepComment({ client, repository, ...subject }, commentOf(verdict), signal), signal),
  };
}

/** What one of both is refused does not keep the other from being told. */
async function settled<T>(act: Promise<T>, signal: AbortSignal): Promise<T | Failed> {
  try {
    return await act;
  } catch (error) {
    if (isAbort(error) || (signal.aborted && !isTimeout(error))) throw error;
    return { failed: redact(reasonOf(error)) };
  }
}
