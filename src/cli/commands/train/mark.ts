import { carsOf, stepsOf } from '../../../core/train/manifest';
import { pullRequestOf } from '../../../core/train/state';
import { saysStopped, withoutStopped, withStopped } from '../../../core/train/stopped';
import { trainIn } from '../../../core/train/trainIn';
import { unlessFailed, type KnownTrain, type SeenOf } from './look';
import type { TrainPlace } from './place';
import { readAgain, type OfTrain, type ReadAgain } from './readAgain';

/** What became of the word on the pull requests of a train that it was stopped. */
export interface Marked {
  /** How many say now what they should. */
  readonly count: number;
  /** In English: those that could not be told, each with why. */
  readonly failures: readonly string[];
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
    const now = await readAgain(place, train, one, (read) =>
      isOf(train, read) ? saysStopped(read.pullRequest, read.edge, train.id) : undefined,
    );
    if (typeof now === 'boolean') return now;
  }
  return false;
}

function pullRequestsOf({ manifest }: KnownTrain, seen: SeenOf): readonly OfTrain[] {
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
  one: OfTrain,
  isStopped: boolean,
): Promise<boolean | { readonly said: string }> {
  return readAgain(place, train, one, async (read) => {
    if (!isOf(train, read)) return false; // what is no part of the train any more is left as it is
    const { pullRequest, edge, client, on } = read;
    const { body } = pullRequest;
    const text = isStopped ? withStopped(body, edge, train.id) : withoutStopped(body, train.id);
    if (text === body.replaceAll('\r\n', '\n')) return true;
    await client.updatePullRequest(on, one.number, { body: text }, place.context.signal);
    return true;
  });
}

function isOf({ id }: KnownTrain, { pullRequest, edge }: ReadAgain): boolean {
  return trainIn(pullRequest, edge)?.id === id;
}
