import type { PullRequest } from '../../../core/forge/types';
import { carsOf, stepsOf } from '../../../core/train/manifest';
import { pullRequestOf } from '../../../core/train/state';
import { saysStopped, withoutStopped, withStopped } from '../../../core/train/stopped';
import { trainIn } from '../../../core/train/trainIn';
import { unlessFailed, type KnownTrain, type SeenOf } from './look';
import { carService, stepsFor, withForge, type OpenCar, type StepBranches, type TrainPlace } from './place';

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

/**
 * Whether somebody has stopped a train since it was looked at: what `markAll` writes on first is read anew, most often one request.
 * @throws BranchlineError where that cannot be read
 */
export async function isStoppedBy(place: TrainPlace, train: KnownTrain, seen: SeenOf): Promise<boolean> {
  for (const one of pullRequestsOf(train, seen)) {
    const now = await readAgain(place, train, one, ({ pullRequest, edge }) =>
      Promise.resolve(saysStopped(pullRequest, edge, train.id)),
    );
    if (typeof now === 'boolean') return now;
  }
  return false;
}

function pullRequestsOf({ manifest }: KnownTrain, seen: SeenOf): readonly MarkedPullRequest[] {
  return stepsOf(manifest).flatMap((_step, step) =>
    carsOf(manifest).flatMap(({ service }) => {
      const pullRequest = pullRequestOf(seen(service, step));
      return pullRequest ? [{ service, step, number: pullRequest.number }] : [];
    }),
  );
}

async function mark(
  place: TrainPlace,
  train: KnownTrain,
  one: MarkedPullRequest,
  isStopped: boolean,
): Promise<boolean | { readonly said: string }> {
  const marked = await readAgain(place, train, one, async ({ pullRequest, edge, client, on }) => {
    const { body } = pullRequest;
    const text = isStopped ? withStopped(body, edge, train.id) : withoutStopped(body, train.id);
    if (text === body.replaceAll('\r\n', '\n')) return true;
    await client.updatePullRequest(on, one.number, { body: text }, place.context.signal);
    return true;
  });
  return marked ?? false;
}

interface OnForge extends Pick<OpenCar, 'client' | 'on'> {
  readonly pullRequest: PullRequest;
  readonly edge: StepBranches['edge'];
}

/** What is no part of the train any more is left as it is: nothing. Where its service is not there any more: why. */
async function readAgain<T>(
  place: TrainPlace,
  { id, manifest }: KnownTrain,
  { service: name, step, number }: MarkedPullRequest,
  work: (now: OnForge) => Promise<T>,
): Promise<T | undefined | { readonly said: string }> {
  const at = carService(place, manifest, name);
  if (at.kind === 'missing') return { said: at.said };
  const edge = stepsFor(at.service, manifest.way)[step]?.edge;
  if (!edge) return { said: `The way has no step ${step + 1}.` };
  return withForge(place, at.service, async ({ client, on }) => {
    const pullRequest = await client.pullRequest(on, number, place.context.signal);
    return trainIn(pullRequest, edge)?.id === id ? work({ pullRequest, edge, client, on }) : undefined;
  });
}
