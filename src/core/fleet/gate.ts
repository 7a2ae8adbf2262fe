import type { PipelineContext, PipelineState } from '../pipeline/state';
import type { Edge } from '../catalog/catalog';
import { hasPassed } from '../pipeline/rollUp';
import type { PipelineEvidence } from '../promotion/gateEvidence';
import type { Sha } from '../support/sha';
import type { Cell } from './snapshot';

/** Whether the pipeline of exactly the source commit lets it go on. Unknown is not passed. */
export interface GateVerdict {
  readonly kind: 'passed' | 'notPassed' | 'unknown';
  readonly required: boolean;
  /** In English, with the evidence. */
  readonly said: string;
  /** The checks of exactly that commit, one by one; empty where they are not known. */
  readonly checks: readonly PipelineContext[];
  /** How long the source commit must have been deployed; since when it has been, nobody told. */
  readonly soakMs: number;
}

/** Source: promotion.md §3.11. */
export function gateOf(edge: Edge, source: Cell | undefined, commit: Sha | null): GateVerdict {
  const required = edge.gates.pipeline === 'required';
  const { soakMs } = edge.gates;
  const pipeline = source?.pipeline;
  const unknown = { kind: 'unknown', required, checks: [], soakMs } as const;
  if (pipeline?.kind !== 'known' || commit === null || pipeline.commit !== commit) {
    return { ...unknown, said: `The pipeline of ${edge.from} at this commit is not known.` };
  }
  if (pipeline.verdict === 'none') {
    return { ...unknown, said: `No check was reported for ${edge.from} at this commit.` };
  }
  const evidence = pipeline.contexts.map(({ name, verdict }) => `${name}: ${verdict}`).join(', ');
  const told = { required, checks: pipeline.contexts, soakMs };
  return hasPassed(pipeline)
    ? { ...told, kind: 'passed', said: `The pipeline of ${edge.from} passed (${evidence}).` }
    : { ...told, kind: 'notPassed', said: `The pipeline of ${edge.from} has not passed (${evidence}).` };
}

/** A pipeline as a pull request tells it. A check that runs again is running, whatever it said before. */
export function evidenceOf(pipeline: PipelineState): PipelineEvidence {
  return {
    commit: pipeline.commit,
    passed: hasPassed(pipeline),
    observed: pipeline.observed.at,
    checks: pipeline.contexts.map(({ name, verdict, inFlight, updatedAt }) => ({
      name,
      state: inFlight === 'no' ? verdict : inFlight,
      since: updatedAt,
    })),
  };
}
