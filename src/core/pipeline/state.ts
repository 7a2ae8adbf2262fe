import type { Observation } from '../support/observation';

/** The last final result for a commit. `none`: nothing was reported; `unknown`: a word that nobody knows. Never green. */
export type Verdict =
  'none' | 'success' | 'warning' | 'failure' | 'error' | 'cancelled' | 'skipped' | 'blocked' | 'unknown';

/** Whether something newer runs: a red branch that runs again is red with a spinner. */
export type InFlight = 'no' | 'queued' | 'running';

export interface PipelineContext {
  /** As it is shown. */
  readonly name: string;
  /** What it is called, where that is not how it is shown: others of the commit are called the same. */
  readonly of?: string;
  readonly verdict: Verdict;
  readonly inFlight: InFlight;
  readonly description: string;
  readonly url?: string;
  readonly updatedAt: string;
}

/** Two axes that never collapse into one. Source: docs/forges.md, "Words of checks". */
export interface PipelineState {
  readonly kind: 'known';
  readonly commit: string;
  readonly verdict: Verdict;
  readonly inFlight: InFlight;
  readonly contexts: readonly PipelineContext[];
  readonly observed: Observation;
}
