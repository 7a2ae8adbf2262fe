import { createHash } from 'node:crypto';
import { limitByHost } from '../../../core/git/hostTurns';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { trainState, type Decisions, type TrainState } from '../../../core/train/state';
import type { ExitCode } from '../../context';
import { stateNow, type KnownTrain, type SeenOf } from './look';
import { carsAtOnce } from './make';
import { openDue, type CarOutcome, type CarTurn } from './open';
import type { TrainPlace } from './place';
import type { TrainReport } from './printState';

interface Going {
  readonly isDryRun: boolean;
  /** What a dry run has shown: that is opened, or nothing. */
  readonly expect?: string | undefined;
  /** What is done before anything is opened, once it is known that it is to be. */
  readonly begin?: ((seen: SeenOf) => Promise<void>) | undefined;
}

/**
 * Looks at a train and opens what is due. Safe to repeat, by anybody, from anywhere: what was opened before, by whoever was
 * stopped in the middle, is there, and is not opened again. The report tells how it stands afterwards.
 */
export async function advance(
  place: TrainPlace,
  train: KnownTrain,
  decisions: Decisions,
  { isDryRun, expect, begin }: Going,
): Promise<TrainReport> {
  const { state, seen } = await stateNow(place, train, decisions);
  const repositories = new Map(place.catalog.services.map(({ name, repository }) => [name, repository]));
  const run = async (isDry: boolean, shown: readonly CarOutcome[] = []) => {
    const limit = limitByHost(carsAtOnce);
    const request = { train, seen, decisions, isDryRun: isDry };
    const open = async (car: CarTurn): Promise<CarOutcome> => {
      const before = shown.find(({ service, step }) => service === car.service && step === car.step);
      if (!before) return openDue(place, car, request);
      if (before.outcome.kind !== 'wouldOpen') return before; // it was not in what was shown
      return openDue(place, car, { ...request, word: before.outcome.word });
    };
    return Promise.all(
      state.due.map((car) => limit(repositories.get(car.service) ?? '', place.context.signal, () => open(car))),
    );
  };
  const shown = expect === undefined ? undefined : await run(true);
  if (shown && expect !== undefined) assertSeen(shown, expect);
  await begin?.(seen);
  if (state.due.length === 0) return { train, state, outcomes: [], ...(isDryRun ? { expect: wordOf([]) } : {}) };
  const outcomes = await run(isDryRun, shown);
  const report = { train, state: trainState(train.manifest, withOpened(seen, outcomes), decisions), outcomes };
  return isDryRun ? { ...report, expect: wordOf(outcomes) } : report;
}

/** Names what would be opened: of which service, on which step, and exactly what. */
function wordOf(outcomes: readonly CarOutcome[]): string {
  const opened = outcomes.flatMap(({ service, step, outcome }) =>
    outcome.kind === 'wouldOpen' ? [[service, step, outcome.word]] : [],
  );
  return createHash('sha256').update(JSON.stringify(opened)).digest('hex').slice(0, 20);
}

/** @throws BranchlineError where it is not what a dry run has shown */
function assertSeen(outcomes: readonly CarOutcome[], expect: string): void {
  if (wordOf(outcomes) === expect) return;
  throw new BranchlineError(
    'cli/notAsSeen',
    message('This is not what was shown ({expect}). Nothing was done; look again with --dry-run.', { expect }),
  );
}

/** What was seen, with what was opened since. */
function withOpened(seen: SeenOf, outcomes: readonly CarOutcome[]): SeenOf {
  const opened = new Map(
    outcomes.flatMap(({ service, step, outcome }) =>
      outcome.kind === 'opened'
        ? [
            [
              `${service} ${step}`,
              { kind: 'open', number: outcome.number, url: outcome.url, mergeable: 'unknown' },
            ] as const,
          ]
        : [],
    ),
  );
  return (service, step) => opened.get(`${service} ${step}`) ?? seen(service, step);
}

/** Whether a person has to look before it can go on. */
export function needsPerson({ state, outcomes }: TrainReport): boolean {
  const asks = new Set<CarOutcome['outcome']['kind']>(['moved', 'taken', 'refused']);
  return state.kind === 'stopped' || state.kind === 'halted' || outcomes.some(({ outcome }) => asks.has(outcome.kind));
}

export function exitOfReport(report: TrainReport): ExitCode {
  if (needsPerson(report)) return 3;
  if (report.outcomes.some(({ outcome }) => outcome.kind === 'failed') || hasUnread(report.state)) return 1;
  return report.state.kind === 'done' ? 0 : 2;
}

/** A service of which nothing could be read, or that landed nobody knows where. */
export function hasUnread({ steps }: TrainState): boolean {
  return steps.some(({ waves }) =>
    waves
      .flat()
      .some(({ seen }) => seen.kind === 'unknown' || (seen.kind === 'landed' && seen.deployment === undefined)),
  );
}
