import type { Unknown } from '../support/observation';
import { verdictOrder } from './rollUp';
import type { PipelineState } from './state';

/** How much somebody has to care, 0 for not at all. What could not be found out is worse than any good result. */
export function severity(state: PipelineState | Unknown): number {
  const verdict =
    state.kind === 'known'
      ? state.verdict
      : state.reason === 'pending' || state.reason === 'notConfigured'
        ? 'none'
        : 'unknown';
  const rank = verdictOrder.length - 1 - verdictOrder.indexOf(verdict);
  const underWay = state.kind === 'known' && state.inFlight !== 'no' ? 1 : 0;
  return rank * 2 + underWay;
}

/** The worst of the watched branches, the first of equals; `undefined` where none is watched. */
export function worst<S extends PipelineState | Unknown>(states: readonly S[]): S | undefined {
  return states.reduce<S | undefined>(
    (found, state) => (found === undefined || severity(state) > severity(found) ? state : found),
    undefined,
  );
}
