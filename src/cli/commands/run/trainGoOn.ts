import { deadline, delay } from '../../../core/support/deadline';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { carsOf, stepsOf } from '../../../core/train/manifest';
import type { Decisions } from '../../../core/train/state';
import type { CliContext, ExitCode } from '../../context';
import { duration } from '../../repository/statusOptions';
import { advance, exitOfReport, hasUnread, needsPerson } from '../train/advance';
import type { ContinueCall, FindCall } from '../train/call';
import { assertNoDecisions, decisionsOf, spent } from '../train/decisions';
import { findTrains, trainNamed } from '../train/find';
import { stateNow, type KnownTrain } from '../train/look';
import { trainPlace, type TrainPlace } from '../train/place';
import { wayText } from '../train/printMade';
import { reportDocument, reportText, type TrainReport } from '../train/printState';

/** Opens what is due, and with `--wait` goes on until the train is through, a person is needed, or the time is up. */
export async function continueTrain(
  id: string | undefined,
  call: ContinueCall,
  context: CliContext,
): Promise<ExitCode> {
  const timeoutMs = duration('--timeout', call.timeout);
  if (id === undefined) assertNoDecisions(call);
  const place = await trainPlace(call.catalog, context);
  if (id === undefined) return listTrains(place, call);
  const train = await trainNamed(id, place, call.services);
  const decisions = decisionsOf(call, train, call.again ? (await stateNow(place, train)).seen : nothingSeen);
  for (const said of leftBehind(place, train, decisions)) context.warn(`branchline: ${said}`);
  const isDryRun = call.dryRun === true;
  const report =
    call.wait && !isDryRun
      ? await untilThrough(place, train, decisions, timeoutMs)
      : await advance(place, train, decisions, { isDryRun });
  print(report, call, context);
  return exitOfReport(report);
}

const nothingSeen = () => ({ kind: 'none' }) as const;

/** Who goes on without something that they depend on. */
function leftBehind({ catalog }: TrainPlace, { manifest }: KnownTrain, { skip }: Decisions): readonly string[] {
  const cars = carsOf(manifest).map(({ service }) => service);
  const dependsOn = catalog.train?.dependsOn ?? new Map<string, readonly string[]>();
  return cars
    .filter((service) => !skip.has(service))
    .flatMap((service) =>
      (dependsOn.get(service) ?? [])
        .filter((needs) => skip.has(needs))
        .map((needs) => `${service} depends on ${needs}, by the catalog, which is left behind`),
    );
}

/** The time is for all of it: a look that it ends tells nothing, and the one before counts. */
async function untilThrough(
  place: TrainPlace,
  train: KnownTrain,
  given: Decisions,
  timeoutMs: number,
): Promise<TrainReport> {
  const { context } = place;
  const limited = deadline(context.signal, timeoutMs);
  const within: TrainPlace = { ...place, context: { ...context, signal: limited } };
  let last: TrainReport | undefined;
  let decisions = given;
  for (;;) {
    try {
      last = await advance(within, train, decisions, { isDryRun: false });
      if (last.state.kind === 'done' || needsPerson(last) || limited.aborted) return last;
      decisions = spent(decisions, last);
      for (const { service, outcome } of last.outcomes) {
        if (outcome.kind === 'opened') context.warn(`${service}: #${outcome.number} ${outcome.url}`);
      }
      await delay(betweenLooksMs(place, train), limited);
    } catch (error) {
      if (!limited.aborted || context.signal.aborted) throw error;
      if (last) {
        context.warn('branchline: the time was up in the middle of a look: what was done in it is not told here');
        return last;
      }
      const said = message('The time was up before the train could be looked at once. What was opened, status tells.');
      throw new BranchlineError('cli/timeUp', said);
    }
  }
}

const shortestPauseMs = 20_000;
const longestPauseMs = 300_000;
/** As a look at a service on a step costs a forge about so many requests, of which most are answered as not changed. */
const requestsEach = 8;

/** Longer with more services, and so that what a forge allows until its limit begins anew is not used up by this alone. */
function betweenLooksMs({ context: { forges } }: TrainPlace, { manifest }: KnownTrain): number {
  const looks = carsOf(manifest).length * stepsOf(manifest).length;
  const asked = Math.max(shortestPauseMs, looks * 1_000);
  const budgets = [...(forges?.values() ?? [])].flatMap(({ connections }) => connections.budgets());
  const paced = budgets.map(({ remaining, resetAt }) => {
    const left = Math.max(0, resetAt - Date.now());
    // Half of what is left is for others.
    return remaining < 2 ? left : (left * looks * requestsEach * 2) / remaining;
  });
  return Math.min(longestPauseMs, Math.max(asked, ...paced));
}

/** How a train stands; without a name, which trains there are. */
export async function statusOfTrain(id: string | undefined, call: FindCall, context: CliContext): Promise<ExitCode> {
  const place = await trainPlace(call.catalog, context);
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
      `${train.id}  ${wayText(train.manifest.way)}  ${state.kind}: branchline train continue ${train.id}`,
  );
  const nothing = untold.length > 0 ? 'None was found where it could be looked for.' : 'No train is under way.';
  context.print(json ? JSON.stringify(left.map(reportDocument), null, 2) : lines.join('\n') || nothing);
  if (untold.length > 0 || reports.some(({ state }) => hasUnread(state))) return 1;
  return left.length > 0 ? 2 : 0;
}

function print(report: TrainReport, { json }: FindCall, context: CliContext): void {
  context.print(json ? JSON.stringify(reportDocument(report), null, 2) : reportText(report));
}
