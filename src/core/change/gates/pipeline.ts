import type { Edge } from '../../catalog/catalog';
import { hasPassed, overlaid } from '../../pipeline/rollUp';
import type { PipelineContext, PipelineState } from '../../pipeline/state';
import type { PipelineEvidence } from '../../promotion/record/gateEvidence';
import { short, type Sha } from '../../support/sha';
import type { Gate } from './gate';
import type { GateFacts } from './gateFacts';

/**
 * Whether the pipeline of exactly the source commit lets it go on. Where the commit changes nothing that travels, what the
 * pipeline said of the commit that brought the content counts for each check that did not run again: a commit to a README
 * neither passes by what it follows, nor has to prove it anew.
 */
export function pipelineGate(
  edge: Edge,
  { pipeline, originPipeline, sameContent = [] }: GateFacts,
  commit: Sha | null,
): Gate & { readonly checks: readonly PipelineContext[] } {
  const about = { name: 'pipeline', required: edge.gates.pipeline === 'required' } as const;
  const unknown = { ...about, kind: 'unknown', checks: [] } as const;
  if (pipeline?.kind !== 'known' || commit === null || pipeline.commit !== commit) {
    return { ...unknown, said: `The pipeline of ${edge.from} at this commit is not known.` };
  }
  const origin = sameContent.includes(commit) && originPipeline?.kind === 'known' ? originPipeline : undefined;
  const all = origin ? overlaid(origin, pipeline) : pipeline;
  if (all.verdict === 'none' && all.inFlight === 'no') {
    return { ...unknown, said: `No check was reported for ${edge.from} at this commit.` };
  }
  const own = new Set(pipeline.contexts);
  const evidence = all.contexts
    .map((context) => {
      const at = own.has(context) || !origin ? '' : ` at ${short(origin.commit)}, with the same content`;
      const state = context.inFlight === 'no' ? context.verdict : context.inFlight;
      return `${context.name}: ${state}${at}`;
    })
    .join(', ');
  const told = { ...about, checks: all.contexts };
  return hasPassed(all)
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
