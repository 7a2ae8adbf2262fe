import type { CliContext, ExitCode } from '../../context';
import type { BackCall } from '../train/call';
import { backDocument, backExit, backText, checkSeen, goBack, waysBack } from '../train/back';
import { trainNamed } from '../train/find';
import { stateNow } from '../train/look';
import { trainPlace } from '../train/place';

/** Proposes the way back of all that landed of a train, the last first. */
export async function takeTrainBack(id: string, call: BackCall, context: CliContext): Promise<ExitCode> {
  const place = await trainPlace(call, context);
  const train = await trainNamed(id, place, call.services);
  const { state } = await stateNow(place, train);
  const ways = await waysBack(place, train, state);
  checkSeen(ways, call.expect);
  const done = call.dryRun ? ways : await goBack(place, train, ways);
  context.print(call.json ? JSON.stringify(backDocument(train, done), null, 2) : backText(train, done));
  return backExit(done, call.dryRun === true);
}
