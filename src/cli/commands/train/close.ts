import { closeProposal } from '../../../core/change/proposals/closeProposal';
import type { TrainState } from '../../../core/train/state';
import { trainIn } from '../../../core/train/trainIn';
import { unlessFailed, type KnownTrain } from './look';
import type { TrainPlace } from './place';
import { readAgain, type OfTrain } from './readAgain';

/** An open pull request of a train. */
export interface OpenOfTrain extends OfTrain {
  readonly url: string;
}

/** What became of one of them. */
export interface Closing extends OpenOfTrain {
  readonly outcome:
    | { readonly kind: 'closed' }
    /** It landed meanwhile, or is no part of the train any more. */
    | { readonly kind: 'left' | 'failed'; readonly said: string };
}

export function openOf({ steps }: TrainState): readonly OpenOfTrain[] {
  return steps.flatMap(({ waves }, step) =>
    waves
      .flat()
      .flatMap(({ service, seen }) =>
        seen.kind === 'open' ? [{ service, step, number: seen.number, url: seen.url }] : [],
      ),
  );
}

/** Closes each by itself: one that fails keeps no other one open. It is read again before, and has to tell of the train still. */
export async function closeAll(
  place: TrainPlace,
  train: KnownTrain,
  open: readonly OpenOfTrain[],
): Promise<readonly Closing[]> {
  const done: Closing[] = [];
  for (const one of open) {
    const outcome = await unlessFailed(place, () => closeOne(place, train, one));
    done.push({ ...one, outcome: 'kind' in outcome ? outcome : { kind: 'failed', said: outcome.said } });
  }
  return done;
}

async function closeOne(
  place: TrainPlace,
  train: KnownTrain,
  one: OpenOfTrain,
): Promise<Closing['outcome'] | { readonly said: string }> {
  const { id } = train;
  return readAgain(place, train, one, async ({ pullRequest: now, edge, client, on }): Promise<Closing['outcome']> => {
    if (now.state === 'merged') return { kind: 'left', said: 'It landed meanwhile.' };
    if (trainIn(now, edge)?.id !== id) return { kind: 'left', said: 'It is no part of the train any more.' };
    const closing = { number: one.number, comment: `Release train \`${id}\` was stopped.` };
    const { state } = await closeProposal({ client, on }, edge, closing, place.context.signal);
    return state === 'merged' ? { kind: 'left', said: 'It landed meanwhile.' } : { kind: 'closed' };
  });
}
