import { carsOf, stepsOf } from '../../../core/train/manifest';
import { pullRequestOf } from '../../../core/train/state';
import { withoutStopped, withStopped } from '../../../core/train/stopped';
import { trainIn } from '../../../core/train/trainIn';
import { unlessFailed, type KnownTrain, type SeenOf } from './look';
import { carService, stepsFor, withForge, type TrainPlace } from './place';

/** What became of the word on the pull requests of a train that it was stopped. */
export interface Marked {
  /** How many say now what they should. */
  readonly count: number;
  /** In English: those that could not be told, each with why. */
  readonly failures: readonly string[];
}

interface MarkedPullRequest {
  readonly service: string;
  readonly step: number;
  readonly number: number;
}

/**
 * Says on each pull request of a train that it was stopped, or takes that back. Each by itself, those that landed too: one that
 * tells is enough. Text that people wrote stays. Doing it twice does nothing more.
 * @see docs/train.md, "Stopping it"
 */
export async function markAll(place: TrainPlace, train: KnownTrain, seen: SeenOf, isStopped: boolean): Promise<Marked> {
  let count = 0;
  const failures: string[] = [];
  for (const one of pullRequestsOf(train, seen)) {
    const outcome = await unlessFailed(place, () => mark(place, train, one, isStopped));
    if (typeof outcome === 'object') failures.push(`${one.service}, #${one.number}: ${outcome.said}`);
    else if (outcome) count += 1;
  }
  return { count, failures };
}

function pullRequestsOf({ manifest }: KnownTrain, seen: SeenOf): readonly MarkedPullRequest[] {
  return stepsOf(manifest).flatMap((_step, step) =>
    carsOf(manifest).flatMap(({ service }) => {
      const pullRequest = pullRequestOf(seen(service, step));
      return pullRequest ? [{ service, step, number: pullRequest.number }] : [];
    }),
  );
}

/** It is read again before: what is no part of the train any more is left as it is. */
async function mark(
  place: TrainPlace,
  { id, manifest }: KnownTrain,
  { service: name, step, number }: MarkedPullRequest,
  isStopped: boolean,
): Promise<boolean | { readonly said: string }> {
  const at = carService(place, manifest, name);
  if (at.kind === 'missing') return { said: at.said };
  const edge = stepsFor(at.service, manifest.way)[step]?.edge;
  if (!edge) return { said: `The way has no step ${step + 1}.` };
  const { signal } = place.context;
  return withForge(place, at.service, async ({ client, on }) => {
    const now = await client.pullRequest(on, number, signal);
    if (trainIn(now, edge)?.id !== id) return false;
    const body = isStopped ? withStopped(now.body, edge, id) : withoutStopped(now.body, id);
    if (body !== now.body.replaceAll('\r\n', '\n')) await client.updatePullRequest(on, number, { body }, signal);
    return true;
  });
}
