import { createHash } from 'node:crypto';
import { standing, type GateVerdict } from '../change/gates/gate';
import type { PullRequest } from '../forge/types';
import { hasPassed, saidSince } from '../pipeline/rollUp';
import type { PipelineState, Verdict } from '../pipeline/state';
import { short, type Sha } from '../support/sha';
import type { LandedVerdict } from './seen';

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
  const where = `${environment} at ${short(commit)}`;
  if (pipeline?.commit !== commit) return { kind: 'unknown', said: `The pipeline of ${where} is not known.` };
  const evidence = pipeline.contexts
    .map(({ name, verdict, inFlight }) => `${name}: ${inFlight === 'no' ? verdict : inFlight}`)
    .join(', ');
  if (pipeline.inFlight !== 'no') return { kind: 'waiting', said: `The pipeline of ${where} runs (${evidence}).` };
  const isOvertaken = head !== commit;
  const overtaken = (said: string): LandedVerdict => ({
    kind: 'overtaken',
    said: `${said} The branch has gone on to ${short(head)}.`,
    word: `${commit}..${head}`,
  });
  /** A later deployment has what this one lacks: whoever reports has gone on. Until then it may still be on its way here. */
  const isPassedBy = (lacking: readonly string[]) =>
    isOvertaken &&
    (lacking.length === 0 ? reportedLater.length > 0 : lacking.some((name) => reportedLater.includes(name)));
  if (pipeline.verdict === 'none') {
    const said = `No check was reported for ${where} yet.`;
    return isPassedBy(Array.isArray(wanted) ? wanted : []) ? overtaken(said) : { kind: 'waiting', said };
  }
  if (failing.has(pipeline.verdict)) {
    const said = `The pipeline of ${where} failed (${evidence}).`;
    return isOvertaken && pipeline.verdict === 'cancelled' ? overtaken(said) : { kind: 'failed', said };
  }
  if (!hasPassed(pipeline)) {
    const said = `The pipeline of ${where} has not passed (${evidence}).`;
    return isOvertaken ? overtaken(said) : { kind: 'unknown', said };
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
      said: `Of ${where} passed ${evidence}; which checks deployments before it had could not be read.`,
    };
  }
  if (wanted === undefined) {
    const said = `What was reported for ${where} passed (${evidence}); whether that is all, and was said since it landed, is not known.`;
    return held ?? { kind: 'unproven', said, word };
  }
  const missing = wanted.filter((name) => !seen.includes(name));
  if (missing.length > 0) {
    const said = `Of ${where} is not reported yet what deployments before it had: ${missing.join(', ')} (${evidence}).`;
    if (held) return held;
    return isPassedBy(missing) ? overtaken(said) : { kind: 'waiting', said, word };
  }
  return held ?? { kind: 'passed', said: `The pipeline of ${where} passed (${evidence}).` };
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
