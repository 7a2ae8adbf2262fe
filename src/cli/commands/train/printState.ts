import { oneLine } from '../../../core/support/oneLine';
import {
  acceptance,
  carText,
  landedTold,
  pullRequestOf,
  stoppedBy,
  type CarNow,
  type TrainState,
} from '../../../core/train/state';
import { decisionsFor } from '../../../core/train/decide';
import { section } from '../../output/text';
import type { KnownTrain } from './look';
import type { CarOutcome } from './open';

export interface TrainReport {
  readonly train: KnownTrain;
  readonly state: TrainState;
  /** Of what was due, where somebody went on. */
  readonly outcomes: readonly CarOutcome[];
  /** It was started, and nothing of it was opened: nothing tells of it but whoever started it. */
  readonly isNowhere?: boolean;
  /** Of a dry run: names what it would open, and nothing else. */
  readonly expect?: string;
}

/** What `train status`, `start` and `continue` print with `--json`. */
export function reportDocument({ train: { id, manifest }, state, outcomes, isNowhere, expect }: TrainReport) {
  return {
    train: id,
    way: manifest.way,
    state: state.kind,
    steps: state.steps.map(({ from, to, waves }, step) => ({
      from,
      to,
      waves: waves.map((cars) =>
        cars.map((car) => ({ ...carDocument(car), decisions: decisionsFor(manifest, step, car) })),
      ),
    })),
    opened: outcomes.map(({ service, from, to, outcome }) => ({ service, from, to, ...outcome })),
    ...(isNowhere ? { isNowhere } : {}),
    ...(expect === undefined ? {} : { expect }),
  };
}

function carDocument(car: CarNow) {
  const { service, state, seen } = car;
  const pullRequest = pullRequestOf(seen);
  const told = landedTold(car);
  return {
    service,
    state,
    said: carText(car),
    ...(told === undefined ? {} : { told }),
    ...(pullRequest ? { pullRequest: { number: pullRequest.number, url: pullRequest.url } } : {}),
    ...(seen.kind === 'landed' ? { deployment: seen.deployment ?? null, verdict: seen.verdict } : {}),
  };
}

const words: Readonly<Record<TrainState['kind'], string>> = {
  due: 'something can be opened',
  waiting: 'waits',
  stopped: 'stopped: a person has to decide',
  halted: 'stopped by a person: nothing more of it is opened',
  done: 'done: all of it landed and passed',
};

/** The same for people: where it stands, what was done, and what to do. */
export function reportText({ train, state, outcomes, isNowhere, expect }: TrainReport): string {
  return [
    `train ${train.id}: ${words[state.kind]}`,
    ...state.steps.flatMap(({ from, to, waves }) => [
      '',
      `${from} → ${to}`,
      ...waves.flatMap((cars, index) => [
        `  wave ${index + 1}:`,
        ...cars.map((car) => `    ${signs[car.state]} ${car.service}: ${oneLine(carText(car), 400)}`),
      ]),
    ]),
    ...section('this time', outcomes.flatMap(outcomeLines)),
    ...section('what to do', isNowhere ? [startAgain(train)] : toDo(train, state)),
    ...(expect === undefined
      ? []
      : ['', `this and nothing else: branchline train continue ${train.id} --expect ${expect}`]),
  ].join('\n');
}

const signs: Readonly<Record<CarNow['state'], string>> = {
  due: '·',
  later: '·',
  open: '…',
  waiting: '…',
  passed: '✓',
  failed: '✗',
  rolledBack: '✗',
  closed: '✗',
  otherwise: '✗',
  unproven: '?',
  overtaken: '✗',
  unknown: '?',
  skipped: '-',
};

const actions = { created: 'opened', updated: 'brought up to date', adopted: 'found', none: 'is there already' };

function outcomeLines({ service, from, to, outcome }: CarOutcome): readonly string[] {
  const about = `${service}, ${from} → ${to}:`;
  switch (outcome.kind) {
    case 'opened':
      return [
        `${about} #${outcome.number} ${actions[outcome.action]}: ${outcome.url}`,
        ...outcome.alsoOpen.map((number) => `  #${number} is open on the same way, too: close one of them`),
      ];
    case 'wouldOpen':
      return [
        `${about} a pull request from ${outcome.branch} would be opened`,
        ...outcome.items.map((item) => `  ${item}`),
      ];
    case 'gates':
      return [`${about} waits for its gates. ${oneLine(outcome.said, 400)}`];
    case 'moved':
      return [
        `${about} moved: ${oneLine(outcome.said, 400)} Now it would bring:`,
        ...outcome.items.map((item) => `  ${item}`),
        `  to accept it: --accept-moved ${acceptance(service, outcome.word)}`,
      ];
    case 'taken':
    case 'refused':
    case 'failed':
      return [`${about} ${oneLine(outcome.said, 400)}`];
  }
}

function startAgain({ id }: KnownTrain): string {
  return `nothing of it was opened, and nothing tells of it: start it again, once that is settled, with --expect ${id}`;
}

/** What a person can say of one that waits, or of which something is not known. */
function hints(go: string, state: TrainState): readonly string[] {
  return state.steps.flatMap(({ waves }) =>
    waves.flat().flatMap(({ service, seen, state: now }) => {
      if (seen.kind !== 'landed') return [];
      if (now === 'waiting' && seen.verdict.word !== undefined) {
        return [`${service}: if no more is to come: ${go} --accept-moved ${acceptance(service, seen.verdict.word)}`];
      }
      const isLost = now === 'unknown' && seen.deployment === undefined;
      return isLost ? [`${service}: see what became of it, or go on without it: ${go} --skip ${service}`] : [];
    }),
  );
}

function toDo({ id, manifest }: KnownTrain, state: TrainState): readonly string[] {
  const go = `branchline train continue ${id}`;
  if (state.kind === 'done') return [];
  if (state.kind === 'halted') return [`go on with it all the same: ${go} --resume`];
  if (state.kind !== 'stopped') return [`go on with it, once that is through: ${go}`, ...hints(go, state)];
  const stopped = stoppedBy(state).flatMap(({ car }) => {
    const { service } = car;
    const index = state.steps.findIndex(({ waves }) => waves.some((cars) => cars.includes(car)));
    const accepts = decisionsFor(manifest, index, car).find(({ kind }) => kind === 'accept');
    const accept = `${go} --accept-moved ${accepts?.word ?? ''}`;
    const mend = {
      unproven: `if these are all of its checks: ${accept}`,
      overtaken: `let its pipeline pass at that deployment, or if it runs well all the same: ${accept}`,
      closed: `${go} --again ${service}`,
      otherwise: accept,
      rolledBack: 'it was taken back; what of it is to go, goes in another train',
      failed: `mend it and let its pipeline pass at that deployment, then ${go}`,
    };
    const first = car.state in mend ? mend[car.state as keyof typeof mend] : go;
    return [`${service}: ${first}`, `${service}: or go on without it: ${go} --skip ${service}`];
  });
  return [...stopped, `or take the train back: branchline train back ${id} --dry-run`];
}
