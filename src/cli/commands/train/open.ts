import { proposeCandidate, type Proposed } from '../../../core/change/proposals/proposeCandidate';
import { PromotionError } from '../../../core/promotion/errors';
import { inEnglish } from '../../../core/support/message';
import { redact } from '../../../core/support/redact';
import { short } from '../../../core/support/sha';
import { carsOf } from '../../../core/train/manifest';
import { acceptance, type Decisions } from '../../../core/train/state';
import { expectation } from '../../output/proposal';
import { gatesDocument, type GatesDocument } from '../../repository/gates';
import { itemText } from '../../output/text';
import { proposedAs } from '../../../core/git/remote';
import type { CarSeen } from '../../../core/train/seen';
import { trainIn } from '../../../core/train/trainIn';
import { landedBefore, unlessFailed, type KnownTrain, type SeenOf } from './look';
import { isStoppedBy } from './mark';
import { carService, withCar, type OpenCar, type TrainPlace } from './place';
import { prepareStep, type PreparedStep } from './prepareStep';
import { takenText } from './preview';

/** What became of a service whose turn it is. */
export type Outcome =
  | {
      readonly kind: 'opened';
      readonly number: number;
      readonly url: string;
      readonly action: Proposed['action'];
      /** Numbers of ours that are open on the same way all the same: somebody else opened them meanwhile. */
      readonly alsoOpen: readonly number[];
    }
  /** With `--dry-run`. */
  | {
      readonly kind: 'wouldOpen';
      readonly branch: string;
      /** Exactly what it would bring. */
      readonly word: string;
      readonly items: readonly string[];
    }
  /** The gates of its promotion hold it up, or are not known. */
  | { readonly kind: 'gates'; readonly said: string; readonly gates: GatesDocument | undefined }
  /** It is not what was seen: a person looks again. `word` is what accepts it as it is now. */
  | { readonly kind: 'moved'; readonly said: string; readonly word: string; readonly items: readonly string[] }
  | { readonly kind: 'taken' | 'refused' | 'failed'; readonly said: string };

export interface CarOutcome {
  readonly service: string;
  readonly step: number;
  readonly from: string;
  readonly to: string;
  readonly outcome: Outcome;
}

interface OpenRequest {
  readonly train: KnownTrain;
  readonly seen: SeenOf;
  readonly decisions: Decisions;
  readonly isDryRun: boolean;
  /** Exactly what a dry run has shown of it: nothing else is opened. */
  readonly word?: string | undefined;
}

export interface CarTurn {
  readonly service: string;
  readonly step: number;
}

/** Opens the pull request of a service whose turn it is, if it is what was seen and its gates have passed. */
export async function openDue(
  place: TrainPlace,
  { service: name, step }: CarTurn,
  request: OpenRequest,
): Promise<CarOutcome> {
  const { way } = request.train.manifest;
  const about = { service: name, step, from: way[step] ?? '', to: way[step + 1] ?? '' };
  const at = carService(place, request.train.manifest, name);
  if (at.kind === 'missing') return { ...about, outcome: { kind: 'failed', said: at.said } };
  const outcome = await unlessFailed(place, () =>
    withCar(place, at.service, way, (car) => openedOf(car, place, step, request)),
  );
  return { ...about, outcome: 'kind' in outcome ? outcome : { kind: 'failed', said: outcome.said } };
}

async function openedOf(car: OpenCar, place: TrainPlace, index: number, request: OpenRequest): Promise<Outcome> {
  const { train, decisions, isDryRun } = request;
  const { signal } = place.context;
  try {
    const prepared = await prepareStep(car, place, { index, train, own: train.id });
    const { change, gates, taken, rival } = prepared;
    if (rival) return { kind: 'refused', said: redact(inEnglish(rival)) };
    if (taken) return { kind: 'taken', said: takenText(prepared) };
    const moved = [
      ...movedFrom(car, prepared, index, request),
      ...(await proposedBefore(car, prepared, request.seen(car.service.name, index), signal)),
    ];
    const word = expectation(change.candidate);
    if (moved.length > 0 && !decisions.accepted.has(acceptance(car.service.name, word))) {
      return { kind: 'moved', said: `${moved.join('; ')}.`, word, items: change.items.map(itemText) };
    }
    if (gates.verdict?.kind !== 'passed') {
      const said = (gates.verdict?.gates ?? []).filter(({ kind, required }) => required && kind !== 'passed');
      const told = said.map((gate) => gate.said).join(' ') || 'Its gates are not known.';
      return { kind: 'gates', said: told, gates: gates.verdict && gatesDocument(gates.verdict) };
    }
    if (request.word !== undefined && request.word !== word) {
      return { kind: 'moved', said: 'It is not what was shown any more.', word, items: change.items.map(itemText) };
    }
    const { candidate } = change;
    if (isDryRun) return { kind: 'wouldOpen', branch: candidate.branch, word, items: change.items.map(itemText) };
    if (decisions.resume !== true && (await isStoppedBy(place, train, request.seen))) {
      return { kind: 'refused', said: 'The train was stopped meanwhile.' };
    }
    const { opened, client, on } = car;
    const where = { repository: opened.repository, remote: opened.remote, client, on };
    const proposed = await proposeCandidate(where, candidate, 'update', signal);
    const { number, webUrl: url } = proposed.pullRequest;
    const edge = prepared.step.edge;
    if (trainIn(proposed.pullRequest, edge)?.id !== train.id) {
      const said = `#${number} is open from the same branch, and its text does not tell of this train. Close it first.`;
      return { kind: 'taken', said };
    }
    return { kind: 'opened', number, url, action: proposed.action, alsoOpen: proposed.alsoOpen };
  } catch (error) {
    if (!(error instanceof PromotionError)) throw error;
    const said = redact(inEnglish(error.said));
    return { kind: error.code === 'promotion/taken' ? 'taken' : 'refused', said };
  }
}

/**
 * A pull request of exactly this commit that the forge lists no more, and that did not land: a person closed it long ago. The
 * same train makes the same commits.
 */
async function proposedBefore(
  { opened, client, on }: OpenCar,
  { change: { candidate }, step }: PreparedStep,
  seen: CarSeen,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (seen.kind !== 'none') return [];
  const number = await proposedAs(opened.remote, candidate.commit, signal);
  if (number === undefined) return [];
  // Somebody else may have opened it a moment ago.
  const open = await client.findOpenPullRequest(on, candidate.branch, step.edge.to, signal);
  return open ? [] : [`#${number} proposed exactly this before, and is not open any more`];
}

/** How what would be proposed differs from what was seen; empty where it is that very change. */
function movedFrom(
  { service, steps }: OpenCar,
  { source, change }: PreparedStep,
  index: number,
  { train: { manifest }, seen }: OpenRequest,
): readonly string[] {
  const car = carsOf(manifest).find((one) => one.service === service.name);
  const step = car?.steps[index];
  const edge = steps[index]?.edge;
  if (!car || !step || !edge) return ['it is no part of the train'];
  const wanted = index === 0 ? car.source : landedBefore(seen, manifest, service.name, index);
  const at = (branch: string, before: string | undefined, now: string) =>
    before === now
      ? []
      : [
          `${branch} was at ${before === undefined ? 'a commit that is not known' : short(before)} and is at ${short(now)}`,
        ];
  const heads = [...at(edge.from, wanted, source), ...at(edge.to, step.base, change.base.commit)];
  return change.head.tree === step.tree || heads.length > 0 ? heads : ['the same commits give another content now'];
}
