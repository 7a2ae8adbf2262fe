import type { PipelineState } from './state';

/** One poll cannot overtake another by more than the deadline of a request. */
const overtakingMs = 30_000;

/**
 * Which of two answers about one branch to hold: polls overtake one another, so what arrives last is not always what
 * is true last. Of answers about one commit that were observed close to each other, the one that knows of a later
 * event; else the one that was observed later; of equals `answer`.
 */
export function newer(held: PipelineState, answer: PipelineState): PipelineState {
  const observed = answer.observed.at - held.observed.at;
  if (held.commit !== answer.commit || Math.abs(observed) > overtakingMs) return observed >= 0 ? answer : held;
  const events = lastEvent(answer) - lastEvent(held);
  return (events || observed) >= 0 ? answer : held;
}

function lastEvent({ contexts }: PipelineState): number {
  return contexts.reduce((latest, { updatedAt }) => Math.max(latest, Date.parse(updatedAt) || 0), 0);
}
