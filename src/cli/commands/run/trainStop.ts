import { oneLine } from '../../../core/support/oneLine';
import type { TrainState } from '../../../core/train/state';
import type { CliContext, ExitCode } from '../../context';
import { section } from '../../output/text';
import { hasUnread } from '../train/advance';
import type { StopCall } from '../train/call';
import { closeAll, openOf, type Closing } from '../train/close';
import { trainNamed } from '../train/find';
import { stateNow } from '../train/look';
import { markAll } from '../train/mark';
import { trainPlace } from '../train/place';
import { reportDocument, reportText, type TrainReport } from '../train/printState';

/**
 * What is open of it; with `--close` its pull requests say that it was stopped, so that nobody opens more of it, and then what is
 * open is closed. Where none could be told so, what was not opened yet is opened by whoever goes on: that is told.
 */
export async function stopTrain(id: string, call: StopCall, context: CliContext): Promise<ExitCode> {
  const place = await trainPlace(call, context);
  const train = await trainNamed(id, place, call.services);
  const before = await stateNow(place, train);
  const open = openOf(before.state);
  // First the word: who goes on meanwhile hears it before they see anything closed.
  const marked = call.close ? await markAll(place, train, before.seen, true) : undefined;
  const closings = call.close ? [...(await closeAll(place, train, open))] : [];
  let { state } = call.close ? await stateNow(place, train) : before;
  // Whoever was about to open it when the word came.
  const late = call.close ? openOf(state).filter(({ url }) => !open.some((one) => one.url === url)) : [];
  if (late.length > 0) {
    closings.push(...(await closeAll(place, train, late)));
    ({ state } = await stateNow(place, train));
  }
  const report: TrainReport = { train, state, outcomes: [] };
  const still = openOf(state);
  const mayGoOn = call.close === true && isLeft(state);
  if (call.json) {
    const closed = closings.map(({ outcome, ...one }) => ({ ...one, ...outcome }));
    context.print(JSON.stringify({ ...reportDocument(report), closed, mayGoOn }, null, 2));
  } else {
    const lines = still.map(({ service, url }) => `${service}: ${url}`);
    const text = [
      reportText(report),
      ...section('closing', closings.map(closingLine)),
      ...section('open, and may land until they are closed', lines),
      ...(!call.close && still.length > 0 ? ['', `close them: branchline train stop ${id} --close`] : []),
    ];
    context.print(text.join('\n'));
  }
  if (mayGoOn) context.warn(`branchline: ${goesOn}`);
  for (const failure of marked?.failures ?? []) context.warn(`branchline: not told that it was stopped: ${failure}`);
  const unread = hasUnread(state) || hasUnread(before.state);
  if (unread && call.close) context.warn('branchline: a service could not be read: its pull request may be open still');
  const isUntold = state.kind !== 'halted' && state.kind !== 'done' && (marked?.failures ?? []).length > 0;
  if (unread || isUntold || closings.some(({ outcome }) => outcome.kind === 'failed')) return 1;
  return still.length > 0 || mayGoOn ? 2 : 0;
}

/** Whether something was not opened yet, and nothing that a person has to decide stands before it. */
export function isLeft({ kind, steps }: TrainState): boolean {
  if (kind !== 'due' && kind !== 'waiting') return false;
  return steps.some(({ waves }) => waves.flat().some(({ state }) => state === 'due' || state === 'later'));
}

const goesOn =
  'no pull request could say that it was stopped, and nothing that was closed stands in the way of what was not opened yet: ' +
  'whoever goes on with the train opens it. Tell them, and end runs with --wait';

function closingLine({ service, number, outcome }: Closing): string {
  const said = outcome.kind === 'closed' ? 'closed' : oneLine(outcome.said, 400);
  return `${service}: #${number} ${said}`;
}
