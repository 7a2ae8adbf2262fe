import { closeProposal } from '../../../core/change/proposals/closeProposal';
import type { TrainState } from '../../../core/train/state';
import { trainIn } from '../../../core/train/trainIn';
import { unlessFailed, type KnownTrain } from './look';
import { carService, withForge, stepsFor, type TrainPlace } from './place';

/** An open pull request of a train. */
export interface OpenOfTrain {
  readonly service: string;
  readonly step: number;
  readonly number: number;
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
  { id, manifest }: KnownTrain,
  { service: name, step, number }: OpenOfTrain,
): Promise<Closing['outcome']> {
  const at = carService(place, manifest, name);
  if (at.kind === 'missing') return { kind: 'failed', said: at.said };
  const edge = stepsFor(at.service, manifest.way)[step]?.edge;
  if (!edge) return { kind: 'failed', said: `The way has no step ${step + 1}.` };
  const { signal } = place.context;
  return withForge(place, at.service, async ({ client, on }) => {
    const now = await client.pullRequest(on, number, signal);
    if (now.state === 'merged') return { kind: 'left', said: 'It landed meanwhile.' };
    if (trainIn(now, edge)?.id !== id) return { kind: 'left', said: 'It is no part of the train any more.' };
    const comment = `Release train \`${id}\` was stopped.`;
    const { state } = await closeProposal({ client, on }, edge, { number, comment }, signal);
    return state === 'merged' ? { kind: 'left', said: 'It landed meanwhile.' } : { kind: 'closed' };
  });
}
