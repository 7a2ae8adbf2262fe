import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { noDecisions } from '../../../core/train/state';
import type { CliContext, ExitCode } from '../../context';
import type { MakeCall, StartCall } from '../train/call';
import { advance, exitOfReport } from '../train/advance';
import { makeTrain, type MadeTrain } from '../train/make';
import { trainPlace } from '../train/place';
import { madeDocument, madeText } from '../train/printMade';
import { reportDocument, reportText, type TrainReport } from '../train/printState';

/** The one preview of all. Nothing is pushed. */
export async function planTrain(way: readonly string[], call: MakeCall, context: CliContext): Promise<ExitCode> {
  const place = await trainPlace(call, context);
  const made = await makeTrain(place, way, call, undefined);
  context.print(call.json ? JSON.stringify(madeDocument(made), null, 2) : madeText(made));
  return exitOfMade(made);
}

function exitOfMade({ train, left, asksPerson }: MadeTrain): ExitCode {
  if (left.some(({ kind }) => kind === 'failed')) return 1;
  if (asksPerson) return 3;
  return train ? 2 : 0;
}

/** Nothing tells of it: whoever goes on with it would not find it. */
function isNowhere({ state, outcomes }: TrainReport): boolean {
  const isUnseen = state.steps.every(({ waves }) => waves.flat().every(({ seen }) => seen.kind === 'none'));
  return isUnseen && outcomes.every(({ outcome }) => outcome.kind !== 'opened');
}

/**
 * Opens the first wave of exactly what a preview has shown, or nothing.
 * @throws BranchlineError where it would be another train
 */
export async function startTrain(way: readonly string[], call: StartCall, context: CliContext): Promise<ExitCode> {
  const place = await trainPlace(call, context);
  const made = await makeTrain(place, way, call, call.expect);
  const { train } = made;
  if (train?.id !== call.expect) {
    if (!call.json) context.print(madeText(made));
    throw new BranchlineError(
      'cli/notAsSeen',
      message('This would be {now}, and not the train that was shown ({expect}). Nothing was done; plan it again.', {
        now: train?.id ?? 'no train',
        expect: call.expect,
      }),
    );
  }
  const first = await advance(place, train, noDecisions, { isDryRun: false });
  const report = { ...first, isNowhere: isNowhere(first) };
  context.print(call.json ? JSON.stringify(reportDocument(report), null, 2) : reportText(report));
  return exitOfReport(report);
}
