import { createHash } from 'node:crypto';
import { standing, type GateVerdict } from '../change/gates/gate';
import type { PullRequest } from '../forge/types';
import { hasPassed, saidSince } from '../pipeline/rollUp';
import type { PipelineState, Verdict } from '../pipeline/state';
import { message, type Message } from '../support/message';
import { short, type Sha } from '../support/sha';
import { toldAs, type LandedVerdict } from './seen';

const failing: ReadonlySet<Verdict> = new Set(['failure', 'error', 'blocked', 'cancelled']);

/** A deployment that a pull request of a train became, with what is known around it. */
export interface JudgedDeployment {
  readonly environment: string;
  readonly commit: Sha;
  /** What was said of it since it landed, as far as that can be told from what was said before; nothing where it is not known. */
  readonly pipeline: PipelineState | undefined;
  /** The gates of the paths that lead on, of this deployment. */
  readonly after: readonly GateVerdict[];
  /** The checks that deployments before it had; nothing where none of them tells, or it is not known what was said since it landed. `notRead`: somebody did not answer. */
  readonly wanted: readonly string[] | 'notRead' | undefined;
  /** The head of the branch. */
  readonly head: Sha;
  /** The checks that were reported of the head, where that is a later deployment; nothing where that could not be read. */
  readonly reportedLater?: readonly string[] | undefined;
}

/**
 * Whether what landed runs well: the pipeline of exactly that deployment, then how long it has to have run before it may go
 * on, where the catalog says so of a path that leads on from there. What is not known, and what did not run, has not passed;
 * nor has a pipeline of which a check is missing that the deployments before had.
 * @see docs/train.md, "Waves"
 */
export function landedVerdict({
  environment,
  commit,
  pipeline,
  after,
  wanted,
  head,
  reportedLater = [],
}: JudgedDeployment): LandedVerdict {
  const of = { environment, commit: short(commit) };
  if (pipeline?.commit !== commit)
    return { kind: 'unknown', ...toldAs(message('The pipeline of {environment} at {commit} is not known.', of)) };
  const evidence = pipeline.contexts
    .map(({ name, verdict, inFlight }) => `${name}: ${inFlight === 'no' ? verdict : inFlight}`)
    .join(', ');
  const seenOf = { ...of, evidence };
  if (pipeline.inFlight !== 'no') {
    return {
      kind: 'waiting',
      ...toldAs(message('The pipeline of {environment} at {commit} runs ({evidence}).', seenOf)),
    };
  }
  const isOvertaken = head !== commit;
  const overtaken = (said: Message): LandedVerdict => ({
    kind: 'overtaken',
    ...toldAs(said, message('The branch has gone on to {head}.', { head: short(head) })),
    word: `${commit}..${head}`,
  });
  /** A later deployment has what this one lacks: whoever reports has gone on. Until then it may still be on its way here. */
  const isPassedBy = (lacking: readonly string[]) =>
    isOvertaken &&
    (lacking.length === 0 ? reportedLater.length > 0 : lacking.some((name) => reportedLater.includes(name)));
  if (pipeline.verdict === 'none') {
    const said = message('No check was reported for {environment} at {commit} yet.', of);
    return isPassedBy(Array.isArray(wanted) ? wanted : []) ? overtaken(said) : { kind: 'waiting', ...toldAs(said) };
  }
  if (failing.has(pipeline.verdict)) {
    const said = message('The pipeline of {environment} at {commit} failed ({evidence}).', seenOf);
    return isOvertaken && pipeline.verdict === 'cancelled' ? overtaken(said) : { kind: 'failed', ...toldAs(said) };
  }
  if (!hasPassed(pipeline)) {
    const said = message('The pipeline of {environment} at {commit} has not passed ({evidence}).', seenOf);
    return isOvertaken ? overtaken(said) : { kind: 'unknown', ...toldAs(said) };
  }
  const soak = after.flatMap(standing).find(({ name }) => name === 'soak');
  const held: LandedVerdict | undefined = soak && {
    kind: soak.kind === 'unknown' ? 'unknown' : 'waiting',
    said: soak.said,
  };
  const seen = pipeline.contexts.map(({ name }) => name);
  // Who accepts says that these checks are all: with another one it is another word.
  const word = `${commit}..${createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 20)}`;
  if (wanted === 'notRead') {
    return {
      kind: 'unknown',
      ...toldAs(
        message(
          'Of {environment} at {commit} passed {evidence}; which checks deployments before it had could not be read.',
          seenOf,
        ),
      ),
    };
  }
  if (wanted === undefined) {
    const said = message(
      'What was reported for {environment} at {commit} passed ({evidence}); whether that is all, and was said since it landed, is not known.',
      seenOf,
    );
    return held ?? { kind: 'unproven', ...toldAs(said), word };
  }
  const missing = wanted.filter((name) => !seen.includes(name));
  if (missing.length > 0) {
    const said = message(
      'Of {environment} at {commit} is not reported yet what deployments before it had: {missing} ({evidence}).',
      { ...seenOf, missing: missing.join(', ') },
    );
    if (held) return held;
    return isPassedBy(missing) ? overtaken(said) : { kind: 'waiting', ...toldAs(said), word };
  }
  return (
    held ?? {
      kind: 'passed',
      ...toldAs(message('The pipeline of {environment} at {commit} passed ({evidence}).', seenOf)),
    }
  );
}

/**
 * What was said of a commit once it was a deployment. With a fast-forward it is the very commit that was proposed, of which its
 * pull request's checks speak, too. Nothing where the one cannot be told from the other.
 * @param merged pull requests that landed on the branch
 * @param isOwnCommit as far as git tells it may be such a commit
 */
export function saidOfDeployment(
  pipeline: PipelineState,
  merged: readonly Pick<PullRequest, 'mergeCommit' | 'mergedAt' | 'head'>[],
  isOwnCommit: boolean,
): PipelineState | undefined {
  const asItWas = merged.filter(({ head }) => head.commit === pipeline.commit);
  if (asItWas.length === 0) {
    const isKnown = merged.some(({ mergeCommit }) => mergeCommit === pipeline.commit);
    return isOwnCommit && !isKnown ? undefined : pipeline;
  }
  const times = asItWas.map(({ mergedAt }) => Date.parse(mergedAt ?? ''));
  return times.some(Number.isNaN) ? undefined : saidSince(pipeline, Math.max(...times));
}
