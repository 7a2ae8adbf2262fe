import pLimit from 'p-limit';
import type { PullRequest } from '../../../core/forge/types';
import { BranchlineError, isAbort } from '../../../core/support/errors';
import { inEnglish } from '../../../core/support/message';
import { oneLine } from '../../../core/support/oneLine';
import { redact } from '../../../core/support/redact';
import { short, type Sha } from '../../../core/support/sha';
import { landedByHistory, landedDeployment, takenBack, type LookedAtBranch } from '../../../core/train/landed';
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
        const steps = carsOf(manifest).find((car) => car.service === service.name)?.steps ?? [];
        const seen = await unlessFailed(place, () =>
          withCar(place, service, manifest.way, (car) =>
            Promise.all(
              car.steps.map((step, index) => seenOn(car, step, { id, base: steps[index]?.base ?? '' }, place)),
            ),
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

async function seenOn(
  car: OpenCar,
  step: StepBranches,
  { id, base }: { readonly id: string; readonly base: Sha },
  place: TrainPlace,
): Promise<CarSeen> {
  const { client, on } = car;
  const { signal } = place.context;
  const [open, merged, closed] = await Promise.all([
    client.openPullRequests(on, step.edge.to, signal),
    client.mergedPullRequests(on, step.edge.to, signal),
    client.closedPullRequests(on, step.edge.to, signal),
  ]);
  const found = ofTrain(id, step.edge, [...open, ...merged, ...closed]);
  const about = found && { number: found.pullRequest.number, url: found.pullRequest.webUrl };
  if (about && found.pullRequest.state === 'open') {
    return { kind: 'open', ...about, mergeable: found.pullRequest.mergeable };
  }
  const head = car.opened.heads.get(step.edge.to);
  const branch = head === undefined ? undefined : { branch: step.edge.to, head };
  const { memory } = car.opened;
  const told = branch && (await landedByHistory(memory, branch, { id, base }, signal));
  if (found?.pullRequest.state !== 'merged') {
    if (branch && told) {
      const landed = await landedOn(car, step, branch, told.deployment, open, place);
      return { kind: 'landed', pullRequest: undefined, promised: told.promised, ...landed };
    }
    return about ? { kind: 'closed', ...about } : { kind: 'none' };
  }
  const deployment =
    branch && ((await landedDeployment(memory, branch, found.pullRequest, signal)) ?? told?.deployment);
  const landed =
    branch && deployment !== undefined
      ? await landedOn(car, step, branch, deployment, open, place)
      : unknownLanding(`Which deployment of ${step.to.name} it became is not known.`);
  return { kind: 'landed', pullRequest: about, promised: found.promised, ...landed };
}

function unknownLanding(said: string): Landed {
  return { deployment: undefined, tree: undefined, verdict: { kind: 'unknown', said } };
}

interface Landed {
  readonly deployment: Sha | undefined;
  readonly tree: Sha | undefined;
  readonly verdict: LandedVerdict;
}

async function landedOn(
  { opened }: OpenCar,
  { to, edge }: StepBranches,
  branch: LookedAtBranch,
  deployment: Sha,
  open: readonly PullRequest[],
  place: TrainPlace,
): Promise<Landed> {
  const { signal } = place.context;
  const { tree } = await opened.repository.commit(deployment);
  const back = await takenBack(opened.memory, branch, deployment, open, signal);
  if (back === 'notKnown') {
    return { deployment, tree, verdict: { kind: 'unknown', said: 'Whether it is in force is not known.' } };
  }
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
