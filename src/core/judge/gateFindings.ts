import { standing, type Gate } from '../change/gates/gate';
import { instantText } from '../change/gates/times';
import type { PipelineContext } from '../pipeline/state';
import type { JudgedGates } from './facts';
import type { Finding, Weight } from './finding';

/** The gates that do not let the source commit pass: those that may open by themselves are waited for. Pure. */
export function gateFindings(gates: JudgedGates | undefined): readonly Finding[] {
  if (!gates) return [];
  const closed = standing(gates.verdict);
  const pipeline = closed.find(({ name }) => name === 'pipeline');
  const waits = pipeline && pipelineWeight(pipeline, gates) === 'pending';
  return closed.map((gate) => {
    const weight = gate === pipeline ? pipelineWeight(gate, gates) : otherWeight(gate);
    // Nothing can have soaked whose pipeline has not ended.
    return { kind: 'gate', weight: weight === 'unjudged' && waits ? 'pending' : weight, said: saidOf(gate) };
  });
}

/** A check that was asked for and is not there yet may come. */
function pipelineWeight({ kind }: Gate, { isHeard, verdict: { checks } }: JudgedGates): Weight {
  if (kind === 'unknown') return isHeard ? 'pending' : 'unjudged';
  return checks.some(hasEndedBadly) || checks.every(({ inFlight }) => inFlight === 'no') ? 'failure' : 'pending';
}

function otherWeight({ kind, until }: Gate): Weight {
  if (until !== undefined) return 'pending';
  return kind === 'unknown' ? 'unjudged' : 'failure';
}

function hasEndedBadly({ verdict, inFlight }: PipelineContext): boolean {
  return inFlight === 'no' && !['success', 'warning', 'skipped', 'none'].includes(verdict);
}

/** Without what goes on by the minute: a text that changes is posted again. */
function saidOf({ name, said, until }: Gate): string {
  if (until === undefined) return said;
  return name === 'soak' ? `It has not run long enough: not before ${instantText(until)}.` : said;
}
