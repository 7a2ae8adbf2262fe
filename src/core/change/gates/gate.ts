import type { PipelineContext, PipelineState } from '../../pipeline/state';
import type { Instant } from '../../support/clock';
import type { Sha } from '../../support/sha';

/** Unknown is not passed. */
export type GateKind = 'passed' | 'notPassed' | 'unknown';

/** One thing that has to be true of the commit that is to be promoted. Source: docs/promotion.md, "Gates". */
export interface Gate {
  readonly name: 'pipeline' | 'rollout' | 'soak' | 'freeze' | 'review';
  readonly kind: GateKind;
  /** False: it is shown, and nothing waits for it. */
  readonly required: boolean;
  /** In English, with the evidence. */
  readonly said: string;
  /** When it opens by itself, where that is known. */
  readonly until?: Instant;
}

/** All gates of an edge, of exactly one source commit. */
export interface GateVerdict {
  readonly commit: Sha | null;
  /** What the required ones come to: the worst of them. */
  readonly kind: GateKind;
  readonly gates: readonly Gate[];
  /** The checks of the pipeline, one by one; empty where they are not known. */
  readonly checks: readonly PipelineContext[];
}

const worstFirst: readonly GateKind[] = ['notPassed', 'unknown', 'passed'];

export function verdictOf(gates: readonly Gate[]): GateKind {
  const required = gates.filter((gate) => gate.required);
  return worstFirst.find((kind) => required.some((gate) => gate.kind === kind)) ?? 'passed';
}

/**
 * What the text of a pull request says beside the checks of exactly its commit: the other gates, and the pipeline where
 * checks of an older commit with the same content count. Reviews are about the pull request itself.
 */
export function gatesToRecord({ gates, checks }: GateVerdict, own: PipelineState | undefined): readonly Gate[] {
  const ofCommit = new Set(own?.contexts);
  const withOlder = checks.some((check) => !ofCommit.has(check));
  const told = new Set(['rollout', 'soak', 'freeze', ...(withOlder ? ['pipeline'] : [])]);
  return gates.filter(({ name }) => told.has(name));
}

/** The required gates that do not let the commit pass. */
export function standing({ gates }: GateVerdict): readonly Gate[] {
  return gates.filter(({ kind, required }) => required && kind !== 'passed');
}
