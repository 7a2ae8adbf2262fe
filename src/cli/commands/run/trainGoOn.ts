import { deadline } from '../../../core/support/deadline';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { CliContext, ExitCode } from '../../context';
import { checkRelay } from '../../repository/relayNews';
import { duration } from '../../repository/statusOptions';
import { advance, exitOfReport, hasUnread } from '../train/advance';
import type { ContinueCall, FindCall } from '../train/call';
import { assertNoDecisions, decisionsOf, leftBehind } from '../train/decisions';
import { findTrains, trainNamed } from '../train/find';
import { stateNow, type KnownTrain, type SeenOf } from '../train/look';
import { markAll } from '../train/mark';
import { trainPlace, type TrainPlace } from '../train/place';
import { untilThrough } from '../train/wait';
import { wayText } from '../train/printMade';
import { reportDocument, reportText, type TrainReport } from '../train/printState';

/** Opens what is due, and with `--wait` goes on until the train is through, a person is needed, or the time is up. */
export async function continueTrain(
  id: string | undefined,
  call: ContinueCall,
  context: CliContext,
): Promise<ExitCode> {
  const timeoutMs = duration('--timeout', call.timeout);
  checkRelay(call, context);
  if (id === undefined) assertNoDecisions(call);
  const isWaiting = call.wait === true && call.dryRun !== true;
  const signal = isWaiting && id !== undefined ? deadline(context.signal, timeoutMs) : context.signal;
  try {
    const place = await trainPlace(call, { ...context, signal });
    if (id === undefined) return await listTrains(place, call);
    const train = await trainNamed(id, place, call.services);
    const decisions = decisionsOf(call, train, call.again ? (await stateNow(place, train)).seen : nothingSeen);
    for (const said of leftBehind(place, train, decisions)) context.warn(`branchline: ${said}`);
    const begin = call.resume && call.dryRun !== true ? (seen: SeenOf) => resume(place, train, seen) : undefined;
    if (isWaiting) await begin?.((await stateNow(place, train)).seen);
    const report = isWaiting
      ? await untilThrough(place, train, decisions, call)
      : await advance(place, train, decisions, { isDryRun: call.dryRun === true, expect: call.expect, begin });
    context.signal.throwIfAborted();
    print(report, call, context);
    return exitOfReport(report);
  } catch (error) {
    if (!signal.aborted || context.signal.aborted) throw error;
    const said = message('The time was up before all of the train was looked at once. What was opened, status tells.');
    throw new BranchlineError('cli/timeUp', said, { cause: error });
  }
}

/** Its pull requests say no more that it was stopped. Where one could not be told, it is stopped for the next one who looks. */
async function resume(place: TrainPlace, train: KnownTrain, seen: SeenOf): Promise<void> {
  const { failures } = await markAll(place, train, seen, false);
  for (const failure of failures) place.context.warn(`branchline: it says still that it was stopped: ${failure}`);
}

const nothingSeen = () => ({ kind: 'none' }) as const;

/** How a train stands; without a name, which trains there are. */
export async function statusOfTrain(id: string | undefined, call: FindCall, context: CliContext): Promise<ExitCode> {
  const place = await trainPlace(call, context);
  if (id === undefined) return listTrains(place, call);
  const report = await reportOf(await trainNamed(id, place, call.services), place);
  print(report, call, context);
  return exitOfReport(report);
}

async function reportOf(train: KnownTrain, place: TrainPlace): Promise<TrainReport> {
  return { train, state: (await stateNow(place, train)).state, outcomes: [] };
}

/** A train is gone on with by its name alone: whoever types it has seen what it is. */
async function listTrains(place: TrainPlace, { services, json }: FindCall): Promise<ExitCode> {
  const { context } = place;
  const { trains, failures } = await findTrains(place, services);
  for (const failure of failures) context.warn(`branchline: ${failure}`);
  const reports: TrainReport[] = [];
  const untold: string[] = [...failures];
  for (const train of trains) {
    try {
      reports.push(await reportOf(train, place));
    } catch (error) {
      if (!(error instanceof BranchlineError)) throw error;
      const said = `train ${train.id}: ${error.message}`;
      context.warn(`branchline: ${said}`);
      untold.push(said);
    }
  }
  const left = reports.filter(({ state }) => state.kind !== 'done');
  const lines = left.map(
    ({ train, state }) =>
      `${train.id}  ${wayText(train.manifest.way)}  ${state.kind}: branchline train continue ${train.id}${state.kind === 'halted' ? ' --resume' : ''}`,
  );
  const nothing = untold.length > 0 ? 'None was found where it could be looked for.' : 'No train is under way.';
  context.print(json ? JSON.stringify(left.map(reportDocument), null, 2) : lines.join('\n') || nothing);
  if (untold.length > 0 || reports.some(({ state }) => hasUnread(state))) return 1;
  return left.some(({ state }) => state.kind !== 'halted') ? 2 : 0;
}

function print(report: TrainReport, { json }: FindCall, context: CliContext): void {
  context.print(json ? JSON.stringify(reportDocument(report), null, 2) : reportText(report));
}
