import type { PullRequest } from '../../../core/forge/types';
import type { KnownTrain } from './look';
import { carService, stepsFor, withForge, type OpenCar, type StepBranches, type TrainPlace } from './place';

/** A pull request of a train, as it was seen. */
export interface OfTrain {
  readonly service: string;
  readonly step: number;
  readonly number: number;
}

/** The same as it is now; whether it tells of the train still is for whoever reads it. */
export interface ReadAgain extends Pick<OpenCar, 'client' | 'on'> {
  readonly pullRequest: PullRequest;
  readonly edge: StepBranches['edge'];
}

/** Before anything is done by what was seen of a pull request it is read again. Where its service is not there any more: why. */
export async function readAgain<T>(
  place: TrainPlace,
  { manifest }: KnownTrain,
  { service: name, step, number }: OfTrain,
  work: (now: ReadAgain) => Promise<T> | T,
): Promise<T | { readonly said: string }> {
  const at = carService(place, manifest, name);
  if (at.kind === 'missing') return { said: at.said };
  const edge = stepsFor(at.service, manifest.way)[step]?.edge;
  if (!edge) return { said: `The way has no step ${step + 1}.` };
  return withForge(place, at.service, async ({ client, on }) => {
    const pullRequest = await client.pullRequest(on, number, place.context.signal);
    return work({ pullRequest, edge, client, on });
  });
}
