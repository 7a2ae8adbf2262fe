import type { Service } from '../../../core/catalog/catalog';
import { PromotionError } from '../../../core/promotion/errors';
import { BranchlineError, isAbort } from '../../../core/support/errors';
import { inEnglish } from '../../../core/support/message';
import { oneLine } from '../../../core/support/oneLine';
import { redact } from '../../../core/support/redact';
import type { Sha } from '../../../core/support/sha';
import { trainIn } from '../../../core/train/trainIn';
import type { TrainCar } from '../../../core/train/manifest';
import { withCar, type OpenCar, type TrainPlace } from './place';
import { prepareStep, type PreparedStep } from './prepareStep';

/** What a service would do as a part of a train. */
export type PreviewedCar =
  | { readonly kind: 'ready'; readonly car: TrainCar; readonly steps: readonly PreparedStep[] }
  /** There is nothing for it to bring. */
  | { readonly kind: 'nothing'; readonly service: string; readonly said: string }
  /** A person has to decide. */
  | { readonly kind: 'refused'; readonly service: string; readonly said: string }
  | { readonly kind: 'failed'; readonly service: string; readonly said: string };

/**
 * All steps of the way of a service: each is planned as if the one before had landed as it was planned. Nothing is pushed.
 * @param own the name of the train, where it has one already: its own pull requests are not in the way
 */
export async function previewCar(
  place: TrainPlace,
  service: Service,
  way: readonly string[],
  own: string | undefined,
): Promise<PreviewedCar> {
  const { name } = service;
  try {
    return await withCar(place, service, way, (car) => previewed(car, place, own));
  } catch (error) {
    if (place.context.signal.aborted || isAbort(error) || !(error instanceof BranchlineError)) throw error;
    const said = redact(inEnglish(error.said));
    if (error.isNothingToDo) return { kind: 'nothing', service: name, said };
    return { kind: error instanceof PromotionError ? 'refused' : 'failed', service: name, said };
  }
}

async function previewed(car: OpenCar, place: TrainPlace, own: string | undefined): Promise<PreviewedCar> {
  const { service } = car;
  const steps: PreparedStep[] = [];
  let simulated: Sha | undefined;
  for (const index of car.steps.keys()) {
    const step = await prepareStep(car, place, { index, own, ...(simulated === undefined ? {} : { simulated }) });
    if (step.rival) return { kind: 'refused', service: service.name, said: redact(inEnglish(step.rival)) };
    if (step.taken) return { kind: 'refused', service: service.name, said: takenText(step) };
    steps.push(step);
    simulated = step.change.candidate.commit;
  }
  const [first] = steps;
  if (!first) return { kind: 'nothing', service: service.name, said: 'There is no way to go.' };
  const seen = steps.map(({ change: { base, head } }) => ({ base: base.commit, tree: head.tree }));
  return { kind: 'ready', car: { service: service.name, source: first.source, steps: seen }, steps };
}

/** Who is on the way already. */
export function takenText({ taken, step }: Pick<PreparedStep, 'taken' | 'step'>): string {
  if (!taken) return '';
  const train = trainIn(taken, step.edge)?.id;
  const of = train === undefined ? '' : `, of train ${train} (branchline train continue ${train})`;
  return `#${taken.number} is open on the same way${of}: ${oneLine(taken.title, 80)}. Land or close it first.`;
}
