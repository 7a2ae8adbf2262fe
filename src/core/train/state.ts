import { message, type Message } from '../support/message';
import { short, type Sha } from '../support/sha';
import type { TrainManifest } from './manifest';
import { carsOf, stepsOf } from './manifest';
import type { CarSeen, SeenPullRequest } from './seen';

/** What a person says of single services when they go on with a train; remembered nowhere. */
export interface Decisions {
  /** They are left behind. */
  readonly skip: ReadonlySet<string>;
  /** Their pull requests of these numbers were closed, and are to be opened once more: by the name of the service. */
  readonly again: ReadonlyMap<string, ReadonlySet<number>>;
  /** Each `NAME=BASE..COMMIT`: what was seen of a service, and is accepted though it is not what the train was made of. */
  readonly accepted: ReadonlySet<string>;
  /** That it was stopped counts no more. */
  readonly resume?: boolean;
}

export const noDecisions: Decisions = { skip: new Set(), again: new Map(), accepted: new Set() };

export type CarState =
  /** Its pull request is to be opened now. */
  | 'due'
  /** Another wave, or what has stopped the train, comes first. */
  | 'later'
  | 'open'
  /** It landed, and whether it runs well is not told yet. */
  | 'waiting'
  | 'passed'
  | 'failed'
  | 'rolledBack'
  /** Nobody can tell whether what passed is all of its pipeline. */
  | 'unproven'
  /** The branch went on before its pipeline passed. */
  | 'overtaken'
  | 'closed'
  /** It landed with other content than it promised. */
  | 'otherwise'
  | 'unknown'
  | 'skipped';

export interface CarNow {
  readonly service: string;
  readonly seen: CarSeen;
  /** The tree that the preview of the train has shown. */
  readonly shown: Sha;
  readonly state: CarState;
}

export interface StepNow {
  readonly from: string;
  readonly to: string;
  readonly waves: readonly (readonly CarNow[])[];
}

export interface TrainState {
  /**
   * `due`: something can be opened now. `stopped`: a person has to decide. `halted`: a person has said that nothing more of it is
   * opened. `waiting`: for landings and pipelines.
   */
  readonly kind: 'due' | 'waiting' | 'stopped' | 'halted' | 'done';
  readonly steps: readonly StepNow[];
  readonly due: readonly { readonly service: string; readonly step: number }[];
}

const stopping: ReadonlySet<CarState> = new Set([
  'failed',
  'rolledBack',
  'closed',
  'otherwise',
  'unproven',
  'overtaken',
]);
const behind: ReadonlySet<CarState> = new Set(['passed', 'skipped']);

/**
 * What is due of a train, of what was seen of it. Pure: nothing is remembered from one run to the next. Only the first wave
 * that is not through counts: nothing after it is due, and nothing in it once one of its services has stopped the train.
 *
 * @param seen of each service on each step, by the index of the step
 * @see docs/train.md, "How it goes on"
 */
export function trainState(
  manifest: TrainManifest,
  seen: (service: string, step: number) => CarSeen,
  decisions: Decisions = noDecisions,
): TrainState {
  const isHalted = decisions.resume !== true && isSaidStopped(manifest, seen);
  let isAhead = true;
  let kind: TrainState['kind'] = 'done';
  const due: { service: string; step: number }[] = [];
  const steps = stepsOf(manifest).map((step, index) => {
    const waves = manifest.waves.map((cars) => {
      const now = cars.map(({ service, steps: trees }): CarNow => {
        const found = seen(service, index);
        const { base = '', tree = '' } = trees[index] ?? {};
        return { service, seen: found, shown: tree, state: stateOf(service, found, base, decisions) };
      });
      if (!isAhead) return now.map(later);
      if (now.every(({ state }) => behind.has(state))) return now;
      isAhead = false;
      if (isHalted) {
        kind = 'halted';
        return now.map(later);
      }
      if (now.some(({ state }) => stopping.has(state))) {
        kind = 'stopped';
        return now.map(later);
      }
      for (const { service, state } of now) if (state === 'due') due.push({ service, step: index });
      kind = due.length > 0 ? 'due' : 'waiting';
      return now;
    });
    return { ...step, waves };
  });
  return { kind, steps, due };
}

/** One pull request that says so is enough. */
function isSaidStopped(manifest: TrainManifest, seen: (service: string, step: number) => CarSeen): boolean {
  return stepsOf(manifest).some((_step, index) =>
    carsOf(manifest).some(({ service }) => pullRequestOf(seen(service, index))?.saysStopped === true),
  );
}

function later(car: CarNow): CarNow {
  return car.state === 'due' ? { ...car, state: 'later' } : car;
}

function stateOf(service: string, seen: CarSeen, base: Sha, { skip, again, accepted }: Decisions): CarState {
  if (skip.has(service)) return 'skipped';
  switch (seen.kind) {
    case 'none':
      return 'due';
    case 'open':
    case 'unknown':
      return seen.kind;
    case 'closed':
      return again.get(service)?.has(seen.number) === true ? 'due' : 'closed';
    case 'landed':
      return landedState(seen, (word) => accepted.has(acceptance(service, word)), base);
  }
}

function landedState(
  { verdict, deployment, tree, promised }: CarSeen & { kind: 'landed' },
  isAccepted: (word: string) => boolean,
  base: Sha,
): CarState {
  if (verdict.kind === 'failed' || verdict.kind === 'rolledBack') return verdict.kind;
  if (deployment === undefined || tree === undefined) return 'unknown';
  if (tree !== promised && !isAccepted(landedWord(base, deployment))) return 'otherwise';
  return verdict.word !== undefined && isAccepted(verdict.word) ? 'passed' : verdict.kind;
}

/** What `--accept-moved` takes. A service may need it twice: for what landed, and for what that brings to the next step. */
export function acceptance(service: string, word: string): string {
  return `${service}=${word}`;
}

/** The second half of it, of a service that landed with other content than it promised. */
export function landedWord(base: Sha, deployment: Sha | undefined): string {
  return `${base}..${deployment ?? ''}`;
}

/** The services that have stopped a train, each with why. */
export function stoppedBy({ steps }: TrainState): readonly { readonly car: CarNow; readonly to: string }[] {
  return steps.flatMap(({ waves, to }) =>
    waves.flat().flatMap((car) => (stopping.has(car.state) ? [{ car, to }] : [])),
  );
}

/** The pull request of a service on a step, as far as the forge tells of it. */
export function pullRequestOf(seen: CarSeen): SeenPullRequest | undefined {
  switch (seen.kind) {
    case 'open':
    case 'closed':
      return seen;
    case 'landed':
      return seen.pullRequest;
    case 'none':
    case 'unknown':
      return undefined;
  }
}

/** Whether its pull request brings what was accepted when it was opened, as it says itself, and not what the preview has shown. */
export function isAsAccepted({ seen, shown }: Pick<CarNow, 'seen' | 'shown'>): boolean {
  return (seen.kind === 'landed' || seen.kind === 'open') && seen.promised !== undefined && seen.promised !== shown;
}

/** One line of what is known of a service on a step. */
export function carText(car: CarNow): string {
  const accepted =
    car.state !== 'skipped' && isAsAccepted(car)
      ? ' It says that it was accepted with other content than the preview has shown.'
      : '';
  return `${stateText(car)}${accepted}`;
}

/** The sentences of what landed, for who speaks another language; nothing where they are in English alone. */
export function landedTold(car: CarNow): readonly Message[] | undefined {
  const { seen, state } = car;
  if (seen.kind !== 'landed' || seen.verdict.told === undefined) return undefined;
  if (['due', 'later', 'skipped', 'open', 'closed', 'otherwise'].includes(state)) return undefined;
  const number = pullRequestOf(seen)?.number;
  const landed = number === undefined ? message('It landed.') : message('#{number} landed.', { number });
  const accepted = isAsAccepted(car)
    ? [message('It says that it was accepted with other content than the preview has shown.')]
    : [];
  return [landed, ...seen.verdict.told, ...accepted];
}

function stateText({ state, seen }: CarNow): string {
  const pullRequest = pullRequestOf(seen);
  const number = pullRequest ? `#${pullRequest.number}` : 'it';
  switch (state) {
    case 'due':
      return seen.kind === 'closed' ? `to be opened again (${number} was closed)` : 'to be opened';
    case 'later':
      return 'comes later';
    case 'skipped':
      return `left behind${pullRequest ? ` (${number} is ${seen.kind})` : ''}`;
    case 'open':
      return `${number} is open${seen.kind === 'open' && seen.mergeable === 'no' ? ', and cannot be merged as it is' : ''}.`;
    case 'closed':
      return `${number} was closed and did not land.`;
    case 'otherwise':
      return seen.kind === 'landed'
        ? `${number} landed as ${short(seen.deployment ?? '')} with other content than it promised.`
        : number;
    case 'unknown':
    case 'waiting':
    case 'passed':
    case 'failed':
    case 'rolledBack':
    case 'unproven':
    case 'overtaken':
      return seen.kind === 'landed'
        ? `${number} landed. ${seen.verdict.said}`
        : seen.kind === 'unknown'
          ? seen.said
          : '';
  }
}
