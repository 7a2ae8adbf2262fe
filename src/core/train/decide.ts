import { carsOf, type TrainManifest } from './manifest';
import { acceptance, landedWord, type CarNow } from './state';

/** What a person can say of a service so that its train goes on. */
export interface CarDecision {
  readonly kind: 'skip' | 'again' | 'accept';
  readonly service: string;
  /** Of `accept`: what names exactly what was seen, as `--accept-moved` takes it. */
  readonly word?: string;
}

/** All that can be decided of a service on a step, what mends it first. Nothing where nothing is to be decided. */
export function decisionsFor(
  manifest: TrainManifest,
  step: number,
  { service, state, seen }: CarNow,
): readonly CarDecision[] {
  const skip: CarDecision = { kind: 'skip', service };
  const accept = (word: string | undefined): readonly CarDecision[] =>
    word === undefined ? [] : [{ kind: 'accept', service, word: acceptance(service, word) }];
  const said = seen.kind === 'landed' ? seen.verdict.word : undefined;
  switch (state) {
    case 'closed':
      return [{ kind: 'again', service }, skip];
    case 'otherwise': {
      const base = carsOf(manifest).find((one) => one.service === service)?.steps[step]?.base ?? '';
      return [...(seen.kind === 'landed' ? accept(landedWord(base, seen.deployment)) : []), skip];
    }
    case 'unproven':
    case 'overtaken':
      return [...accept(said), skip];
    case 'waiting':
      return accept(said);
    case 'failed':
    case 'rolledBack':
    case 'unknown':
      return [skip];
    case 'due':
    case 'later':
    case 'open':
    case 'passed':
    case 'skipped':
      return [];
  }
}
