import { standing, type GateVerdict } from '../change/gates/gate';
import { hasPassed } from '../pipeline/rollUp';
import type { PipelineState, Verdict } from '../pipeline/state';
import { short, type Sha } from '../support/sha';
import type { LandedVerdict } from './seen';

const failing: ReadonlySet<Verdict> = new Set(['failure', 'error', 'blocked', 'cancelled']);

/**
 * Whether what landed runs well: the pipeline of exactly that deployment, then how long it has to have run before it may go
 * on, where the catalog says so of a path that leads on from there. What is not known, and what did not run, has not passed.
 * @param after the gates of the paths that lead on, of this deployment
 */
export function landedVerdict(
  environment: string,
  deployment: Sha,
  pipeline: PipelineState | undefined,
  after: readonly GateVerdict[],
): LandedVerdict {
  const where = `${environment} at ${short(deployment)}`;
  if (pipeline?.commit !== deployment) return { kind: 'unknown', said: `The pipeline of ${where} is not known.` };
  const evidence = pipeline.contexts
    .map(({ name, verdict, inFlight }) => `${name}: ${inFlight === 'no' ? verdict : inFlight}`)
    .join(', ');
  if (pipeline.inFlight !== 'no') return { kind: 'waiting', said: `The pipeline of ${where} runs (${evidence}).` };
  if (pipeline.verdict === 'none') return { kind: 'waiting', said: `No check was reported for ${where} yet.` };
  if (failing.has(pipeline.verdict)) return { kind: 'failed', said: `The pipeline of ${where} failed (${evidence}).` };
  if (!hasPassed(pipeline)) return { kind: 'unknown', said: `The pipeline of ${where} has not passed (${evidence}).` };
  const soak = after.flatMap(standing).find(({ name }) => name === 'soak');
  if (soak) return { kind: soak.kind === 'unknown' ? 'unknown' : 'waiting', said: soak.said };
  return { kind: 'passed', said: `The pipeline of ${where} passed (${evidence}).` };
}
