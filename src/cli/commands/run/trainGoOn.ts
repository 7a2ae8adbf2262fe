import { closeProposal } from '../../../core/change/proposals/closeProposal';
import { BranchlineError } from '../../../core/support/errors';
import { deadline, delay, isTimeout } from '../../../core/support/deadline';
import type { CliContext, ExitCode } from '../../context';
import { duration } from '../../repository/statusOptions';
import { section } from '../../output/text';
import { advance, exitOfReport, needsPerson } from '../train/advance';
import type { ContinueCall, FindCall, StopCall } from '../train/call';
import { decisionsOf } from '../train/decisions';
import { findTrains, trainNamed } from '../train/find';
import { stateNow, type KnownTrain } from '../train/look';
import { servicesOf, trainPlace, withCar, type TrainPlace } from '../train/place';
import { wayText } from '../train/printMade';
import { reportDocument, reportText, type TrainReport } from '../train/printState';

const betweenLooksMs = 20_000;

/** Opens what is due, and with `--wait` goes on until the train is through, a person is needed, or the time is up. */
export async function continueTrain(
  id: string | undefined,
  call: ContinueCall,
  context: CliContext,
): Promise<ExitCode> {
  const timeoutMs = duration('--timeout', call.timeout);
  const place = await trainPlace(call.catalog, context);
  if (id === undefined) return listTrains(place, call);
  const train = await trainNamed(id, place, call.services);
  const decisions = decisionsOf(call, train);
  const isDryRun = call.dryRun === true;
  const once = () => advance(place, train, decisions, { isDryRun });
  const report = call.wait && !isDryRun ? await untilThrough(once, timeoutMs, context) : await once();
  print(report, call, context);
  return exitOfReport(report);
}

async function untilThrough(
  once: () => Promise<TrainReport>,
  timeoutMs: number,
  context: CliContext,
): Promise<TrainReport> {
  const limited = deadline(context.signal, timeoutMs);
  for (;;) {
    const report = await once();
    if (report.state.kind === 'done' || needsPerson(report) || limited.aborted) return report;
    for (const { service, outcome } of report.outcomes) {
      if (outcome.kind === 'opened') context.warn(`${service}: #${outcome.number} ${outcome.url}`);
    }
    try {
      await delay(betweenLooksMs, limited);
    } catch (error) {
      if (!isTimeout(error) || context.signal.aborted) throw error;
      return report;
    }
  }
}

/** How a train stands; without a name, which trains there are. */
export async function statusOfTrain(id: string | undefined, call: FindCall, context: CliContext): Promise<ExitCode> {
  const place = await trainPlace(call.catalog, context);
  if (id === undefined) return listTrains(place, call);
  const report = await reportOf(await trainNamed(id, place, call.services), place);
  print(report, call, context);
  return exitOfReport(report);
}

/** What is open of it; with `--close` that is closed, so that nothing of it lands any more. */
export async function stopTrain(id: string, call: StopCall, context: CliContext): Promise<ExitCode> {
  const place = await trainPlace(call.catalog, context);
  const train = await trainNamed(id, place, call.services);
  const { state } = await stateNow(place, train);
  const open = state.steps.flatMap(({ waves }, step) =>
    waves.flat().flatMap(({ service, seen }) => (seen.kind === 'open' ? [{ service, step, ...seen }] : [])),
  );
  if (call.close) for (const one of open) await close(one, train, place);
  const report = call.close && open.length > 0 ? await reportOf(train, place) : { train, state, outcomes: [] };
  if (call.json) print(report, call, context);
  else {
    const still = call.close ? [] : open.map(({ service, url }) => `${service}: ${url}`);
    const close = still.length > 0 ? ['', `close them: branchline train stop ${id} --close`] : [];
    const title = 'open, and may land until they are closed';
    context.print([reportText(report), ...section(title, still), ...close].join('\n'));
  }
  return !call.close && open.length > 0 ? 2 : 0;
}

async function close(
  { service: name, step, number }: { readonly service: string; readonly step: number; readonly number: number },
  { id, manifest }: KnownTrain,
  place: TrainPlace,
): Promise<void> {
  const [service] = servicesOf(place, [name]);
  if (!service) return;
  await withCar(place, service, manifest.way, async ({ client, on, steps }) => {
    const edge = steps[step]?.edge;
    const comment = `Release train \`${id}\` was stopped.`;
    if (edge) await closeProposal({ client, on }, edge, { number, comment }, place.context.signal);
  });
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
  for (const train of trains) {
    try {
      reports.push(await reportOf(train, place));
    } catch (error) {
      if (!(error instanceof BranchlineError)) throw error;
      context.warn(`branchline: train ${train.id}: ${error.message}`);
    }
  }
  const left = reports.filter(({ state }) => state.kind !== 'done');
  const lines = left.map(
    ({ train, state }) =>
      `${train.id}  ${wayText(train.manifest.way)}  ${state.kind}: branchline train continue ${train.id}`,
  );
  const nothing = failures.length > 0 ? 'None was found where it could be looked for.' : 'No train is under way.';
  context.print(json ? JSON.stringify(left.map(reportDocument), null, 2) : lines.join('\n') || nothing);
  if (failures.length > 0) return 1;
  return left.length > 0 ? 2 : 0;
}

function print(report: TrainReport, { json }: FindCall, context: CliContext): void {
  context.print(json ? JSON.stringify(reportDocument(report), null, 2) : reportText(report));
}
