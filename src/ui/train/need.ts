import type { OutcomeDocument, ReportDocument } from './documents';

/** What a train asks for, the gravest first. `open`: something can be opened now, its gates have passed. */
export const trainNeeds = ['decide', 'open', 'unknown', 'waits', 'halted', 'done'] as const;
export type TrainNeed = (typeof trainNeeds)[number];

const asks: ReadonlySet<OutcomeDocument['kind']> = new Set(['moved', 'taken', 'refused']);

/** @param report of a look that opened nothing */
export function needOf(report: ReportDocument): TrainNeed {
  const { state, opened, steps } = report;
  if (state === 'done' || state === 'halted') return state;
  if (state === 'stopped' || opened.some(({ kind }) => asks.has(kind))) return 'decide';
  if (wouldOpen(report).length > 0) return 'open';
  const isUnread =
    opened.some(({ kind }) => kind === 'failed') ||
    steps.some(({ waves }) => waves.flat().some((car) => car.state === 'unknown'));
  return isUnread ? 'unknown' : 'waits';
}

export function wouldOpen({ opened }: ReportDocument): readonly OutcomeDocument[] {
  return opened.filter(({ kind }) => kind === 'wouldOpen');
}

/** Whether somebody should look at it now. */
export function isDue(need: TrainNeed): boolean {
  return need === 'decide' || need === 'open';
}
