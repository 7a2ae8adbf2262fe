import type { ContentRules, Edge } from '../catalog/catalog';
import type { GateFacts } from '../change/gates/gateFacts';
import { namesRollouts } from '../change/gates/namesRollouts';
import { verdictOf } from '../change/gates/gate';
import { gatesOf } from '../change/gates/verdict';
import type { ServiceLocation } from '../change/location';
import { pipelineState } from '../pipeline/rollUp';
import type { PipelineState } from '../pipeline/state';
import type { PlanMemory } from '../promotion/edge';
import { sameContent } from '../promotion/history/sameContent';
import type { Clock } from '../support/clock';
import { BranchlineError } from '../support/errors';
import { inEnglish } from '../support/message';
import type { Sha } from '../support/sha';
import type { Doubt, JudgedGates } from './facts';

/** What runs in an environment, where somebody can look. */
type CellFacts = Pick<GateFacts, 'connection' | 'live' | 'health' | 'rollouts' | 'steadySince' | 'controller'>;

/** One look at the environment of a service. */
export type CellLook = (
  cell: { readonly service: string; readonly environment: string },
  signal: AbortSignal,
) => Promise<CellFacts | undefined>;

export interface GateSources {
  readonly service: string;
  readonly memory: PlanMemory;
  readonly forge: ServiceLocation['forge'];
  readonly clock: Clock;
  /** Where the manifests lie. */
  readonly content: ContentRules;
  /** Looks at the environment that is promoted from; asked only where a soak is, or where a Rollout stands there. */
  readonly cell?: CellLook | undefined;
  /** Whether a check counts: those of the judgement itself do not. */
  readonly counts: (context: string) => boolean;
}

/**
 * The gates of an edge at exactly one commit. A forge that does not answer is a doubt, and no gate that is open.
 * @throws GitError; the signal's reason
 */
export async function judgedGates(
  sources: GateSources,
  edge: Edge,
  commit: Sha,
  signal: AbortSignal,
): Promise<{ readonly gates: JudgedGates; readonly doubts: readonly Doubt[] }> {
  const { memory, clock } = sources;
  const run = await sameContent(memory, commit, signal);
  const origin = run.length > 1 ? run.at(-1) : undefined;
  const [pipeline, originPipeline, cell] = await Promise.all([
    checksOf(sources, commit, signal),
    origin === undefined ? undefined : checksOf(sources, origin, signal),
    cellOf(sources, edge, commit, signal),
  ]);
  const facts: GateFacts = {
    ...cell,
    ...(pipeline.kind === 'known' ? { pipeline } : {}),
    originPipeline: originPipeline?.kind === 'known' ? originPipeline : undefined,
    sameContent: run,
  };
  const verdict = gatesOf(edge, facts, {}, commit, clock.now());
  const isHeard = pipeline.kind === 'known';
  const isAsked = edge.gates.pipeline === 'required' || edge.gates.soakMs > 0;
  const doubts: readonly Doubt[] = isHeard || !isAsked ? [] : [{ about: 'gates', said: pipeline.said }];
  return { gates: { verdict, isHeard }, doubts };
}

/** Nothing where nothing that runs is asked for, or nobody can look. */
async function cellOf(
  { service, memory, content, cell }: GateSources,
  { gates, from }: Edge,
  commit: Sha,
  signal: AbortSignal,
): Promise<CellFacts | undefined> {
  if (!cell) return undefined;
  const { repository } = memory.reader;
  const isAsked = gates.soakMs > 0 || (await namesRollouts(repository, commit, content, from, signal));
  return isAsked ? cell({ service, environment: from }, signal) : undefined;
}

/** Those of several edges of one source: each counts. Nothing of none. */
export function allGates(all: readonly JudgedGates[]): JudgedGates | undefined {
  const [first] = all;
  if (!first) return undefined;
  const gates = all.flatMap(({ verdict }) => verdict.gates);
  const byText = new Map(gates.map((gate) => [JSON.stringify(gate), gate]));
  return {
    verdict: { ...first.verdict, kind: verdictOf(gates), gates: [...byText.values()] },
    isHeard: all.every(({ isHeard }) => isHeard),
  };
}

type Heard = PipelineState | { readonly kind: 'silent'; readonly said: string };

async function checksOf({ forge, clock, counts }: GateSources, commit: Sha, signal: AbortSignal): Promise<Heard> {
  if (forge.kind === 'unknown') return { kind: 'silent', said: inEnglish(forge.said) };
  try {
    const checks = await forge.client.checks(forge.repository, commit, signal);
    const observed = { at: clock.now(), source: forge.client.identity.host };
    return pipelineState(
      commit,
      checks.filter(({ context }) => counts(context)),
      observed,
    );
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof BranchlineError) return { kind: 'silent', said: inEnglish(error.said) };
    throw error;
  }
}
