import pLimit from 'p-limit';
import type { PullRequest } from '../../../core/forge/types';
import { BranchlineError, isAbort } from '../../../core/support/errors';
import { inEnglish } from '../../../core/support/message';
import { oneLine } from '../../../core/support/oneLine';
import { redact } from '../../../core/support/redact';
import { short, type Sha } from '../../../core/support/sha';
import { landedDeployment, takenBack } from '../../../core/train/landed';
import { carsOf, stepsOf, type TrainManifest } from '../../../core/train/manifest';
import type { CarSeen, LandedVerdict } from '../../../core/train/seen';
import { trainState, type Decisions, type TrainState } from '../../../core/train/state';
import { ofTrain } from '../../../core/train/trainIn';
import { landedVerdict } from '../../../core/train/verdict';
import { gatesBetween } from '../../repository/gates';
import { carsAtOnce } from './make';
import { servicesOf, withCar, type OpenCar, type StepBranches, type TrainPlace } from './place';

export interface KnownTrain {
  readonly id: string;
  readonly manifest: TrainManifest;
}

export type SeenOf = (service: string, step: number) => CarSeen;

/** Looks at every service of a train, on every step: forge and git say all that is known of it. */
export async function lookAtTrain(place: TrainPlace, { id, manifest }: KnownTrain): Promise<SeenOf> {
  const limit = pLimit(carsAtOnce);
  const services = servicesOf(
    place,
    carsOf(manifest).map(({ service }) => service),
  );
  const found = await Promise.all(
    services.map((service) =>
      limit(async () => {
        const seen = await unlessFailed(place, () =>
          withCar(place, service, manifest.way, (car) =>
            Promise.all(car.steps.map((step) => seenOn(car, step, id, place))),
          ),
        );
        return [service.name, seen] as const;
      }),
    ),
  );
  const byService = new Map(found);
  return (service, step) => {
    const seen = byService.get(service);
    if (seen && 'said' in seen) return { kind: 'unknown', said: seen.said };
    return seen?.[step] ?? { kind: 'unknown', said: `${service} was not looked at.` };
  };
}

export async function stateNow(
  place: TrainPlace,
  train: KnownTrain,
  decisions?: Decisions,
): Promise<{ readonly state: TrainState; readonly seen: SeenOf }> {
  const seen = await lookAtTrain(place, train);
  return { state: trainState(train.manifest, seen, decisions), seen };
}

/** A service that fails does so alone. */
export async function unlessFailed<T>(
  { context: { signal } }: TrainPlace,
  look: () => Promise<T>,
): Promise<T | { readonly said: string }> {
  try {
    return await look();
  } catch (error) {
    if (signal.aborted || isAbort(error) || !(error instanceof BranchlineError)) throw error;
    return { said: oneLine(redact(inEnglish(error.said)), 400) };
  }
}

async function seenOn(car: OpenCar, step: StepBranches, id: string, place: TrainPlace): Promise<CarSeen> {
  const { client, on } = car;
  const { signal } = place.context;
  const [open, merged, closed] = await Promise.all([
    client.openPullRequests(on, step.edge.to, signal),
    client.mergedPullRequests(on, step.edge.to, signal),
    client.closedPullRequests(on, step.edge.to, signal),
  ]);
  const found = ofTrain(id, step.edge, [...open, ...merged, ...closed]);
  if (!found) return { kind: 'none' };
  const { pullRequest, promised } = found;
  const about = { number: pullRequest.number, url: pullRequest.webUrl, promised };
  if (pullRequest.state !== 'merged') return { kind: pullRequest.state, ...about };
  return { kind: 'landed', ...about, ...(await landedOn(car, step, pullRequest, open, place)) };
}

async function landedOn(
  { opened }: OpenCar,
  { to, edge }: StepBranches,
  pullRequest: PullRequest,
  open: readonly PullRequest[],
  place: TrainPlace,
): Promise<{ deployment: Sha | undefined; tree: Sha | undefined; verdict: LandedVerdict }> {
  const { signal } = place.context;
  const head = opened.heads.get(edge.to);
  const unknown = (said: string) => ({
    deployment: undefined,
    tree: undefined,
    verdict: { kind: 'unknown', said } as const,
  });
  if (head === undefined) return unknown(`${edge.to} does not exist.`);
  const branch = { branch: edge.to, head };
  const deployment = await landedDeployment(opened.memory, branch, pullRequest, signal);
  if (deployment === undefined) return unknown(`Which deployment of ${to.name} it became is not known.`);
  const { tree } = await opened.repository.commit(deployment);
  const back = await takenBack(opened.memory, branch, deployment, open, signal);
  if (back === 'notKnown')
    return { deployment, tree, verdict: unknown(`Whether it is in force is not known.`).verdict };
  if (back) {
    const by =
      typeof back.by === 'number' ? `#${back.by}, which is open, would take it back` : `${short(back.by)} took it back`;
    return { deployment, tree, verdict: { kind: 'rolledBack', said: `${by}.` } };
  }
  return { deployment, tree, verdict: await verdictOf(opened, to.name, edge.to, deployment, place) };
}

/** By the gates of the paths that lead on from there, as a promotion of that deployment would be judged. */
async function verdictOf(
  opened: OpenCar['opened'],
  environment: string,
  branch: string,
  deployment: Sha,
  { path, context }: TrainPlace,
): Promise<LandedVerdict> {
  const { environments, edges } = opened.service;
  const onward = edges
    .filter(({ from }) => from === environment)
    .flatMap(({ to }) => environments.find(({ name }) => name === to)?.branch ?? []);
  const options = { catalog: path, online: true };
  const found = await Promise.all(
    (onward.length > 0 ? onward : ['']).map((to) =>
      gatesBetween(opened, { from: branch, to }, deployment, options, context),
    ),
  );
  const after = found.flatMap(({ verdict }) => verdict ?? []);
  return landedVerdict(environment, deployment, found[0]?.pipeline, after);
}

/** What a service of a train landed as on the step before; nothing on the first. */
export function landedBefore(seen: SeenOf, manifest: TrainManifest, service: string, step: number): Sha | undefined {
  const before = step > 0 && step < stepsOf(manifest).length ? seen(service, step - 1) : undefined;
  return before?.kind === 'landed' ? before.deployment : undefined;
}
