import { BranchlineError, isAbort } from '../../../core/support/errors';
import { limitByHost } from '../../../core/git/hostTurns';
import { inEnglish } from '../../../core/support/message';
import { oneLine } from '../../../core/support/oneLine';
import { redact } from '../../../core/support/redact';
import type { Sha } from '../../../core/support/sha';
import { carsOf, stepsOf, type TrainManifest } from '../../../core/train/manifest';
import type { CarSeen } from '../../../core/train/seen';
import { trainState, type Decisions, type TrainState } from '../../../core/train/state';
import { carsAtOnce } from './make';
import { unlessKept } from './kept';
import { carServices, withCar, type TrainPlace } from './place';
import { seenOn } from './seenOn';

export interface KnownTrain {
  readonly id: string;
  readonly manifest: TrainManifest;
}

export type SeenOf = (service: string, step: number) => CarSeen;

/** Looks at every service of a train, on every step: forge and git say all that is known of it. */
export async function lookAtTrain(place: TrainPlace, { id, manifest }: KnownTrain): Promise<SeenOf> {
  const limit = limitByHost(carsAtOnce);
  const services = carServices(place, manifest);
  const found = await Promise.all(
    carsOf(manifest).map(async ({ service: name, steps }) => {
      const at = services.get(name);
      if (at?.kind !== 'known') return [name, { said: at?.said ?? '' }] as const;
      const look = () =>
        unlessKept(place, at.service, manifest.way, () =>
          withCar(place, at.service, manifest.way, (car) =>
            Promise.all(
              car.steps.map((step, index) => seenOn(car, step, { id, base: steps[index]?.base ?? '' }, place)),
            ),
          ),
        );
      const turn = limit(at.service.repository, place.context.signal, () => unlessFailed(place, look));
      return [name, await turn] as const;
    }),
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

/** What a service of a train landed as on the step before; nothing on the first. */
export function landedBefore(seen: SeenOf, manifest: TrainManifest, service: string, step: number): Sha | undefined {
  const before = step > 0 && step < stepsOf(manifest).length ? seen(service, step - 1) : undefined;
  return before?.kind === 'landed' ? before.deployment : undefined;
}
