import type { Edge } from '../catalog/catalog';
import { hasPassed } from '../pipeline/rollUp';
import type { Sha } from '../support/sha';
import type { Cell } from './snapshot';

/** Whether the pipeline of exactly the source commit lets it go on. Unknown is not passed. */
export interface GateVerdict {
  readonly kind: 'passed' | 'notPassed' | 'unknown';
  readonly required: boolean;
  /** In English, with the evidence. */
  readonly said: string;
}

/** Source: promotion.md §3.11. */
export function gateOf(edge: Edge, source: Cell | undefined, commit: Sha | null): GateVerdict {
  const required = edge.gates.pipeline === 'required';
  const pipeline = source?.pipeline;
  if (pipeline?.kind !== 'known' || commit === null || pipeline.commit !== commit) {
    return { kind: 'unknown', required, said: `The pipeline of ${edge.from} at this commit is not known.` };
  }
  if (pipeline.verdict === 'none') {
    return { kind: 'unknown', required, said: `No check was reported for ${edge.from} at this commit.` };
  }
  const evidence = pipeline.contexts.map(({ name, verdict }) => `${name}: ${verdict}`).join(', ');
  return hasPassed(pipeline)
    ? { kind: 'passed', required, said: `The pipeline of ${edge.from} passed (${evidence}).` }
    : { kind: 'notPassed', required, said: `The pipeline of ${edge.from} has not passed (${evidence}).` };
}
