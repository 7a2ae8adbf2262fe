import { createHash } from 'node:crypto';
import type { PreparedChange } from '../../../core/change/preparedChange';
import { prepareRollback } from '../../../core/change/prepareRollback';
import { proposeCandidate } from '../../../core/change/proposals/proposeCandidate';
import { PromotionError } from '../../../core/promotion/errors';
import { planRollback } from '../../../core/promotion/rollback/rollback';
import { BranchlineError } from '../../../core/support/errors';
import { inEnglish, message } from '../../../core/support/message';
import { oneLine } from '../../../core/support/oneLine';
import { redact } from '../../../core/support/redact';
import { short, type Sha } from '../../../core/support/sha';
import type { CarSeen } from '../../../core/train/seen';
import type { TrainState } from '../../../core/train/state';
import type { ExitCode } from '../../context';
import { expectation } from '../../output/proposal';
import { itemText, section } from '../../output/text';
import { changeSetting, changeTarget } from '../../repository/changeSetting';
import { wayBackWords } from '../../repository/owner';
import { upstreamHeads } from '../../repository/upstream';
import { unlessFailed, type KnownTrain } from './look';
import { carService, withCar, type OpenCar, type TrainPlace } from './place';

interface CarOnStep {
  readonly service: string;
  readonly step: number;
  readonly to: string;
}

interface LandedCar extends CarOnStep {
  readonly deployment: Sha;
  /** What of it is in force: all that is to be undone. */
  readonly commits: readonly Sha[];
}

/** The way back of one service on one environment, and what became of it. */
export interface WayBack extends CarOnStep {
  /** Nothing where that is not known. */
  readonly deployment: Sha | undefined;
  readonly outcome:
    | {
        /** Its pull request is no part of what landed, and may land still. */
        readonly kind: 'open';
        readonly number: number;
        readonly url: string;
      }
    | {
        readonly kind: 'ready';
        readonly landed: LandedCar;
        readonly word: string;
        readonly items: readonly string[];
        readonly notes: readonly string[];
      }
    | { readonly kind: 'opened'; readonly number: number; readonly url: string }
    /** It is back already, or was never there. */
    | { readonly kind: 'done'; readonly said: string }
    | { readonly kind: 'refused' | 'failed'; readonly said: string };
}

/**
 * What landed of a train, the last first, each with how its deployment is undone. Pull requests that are open still are no
 * part of it, and are told; what could not be read has failed: it may have landed.
 */
export async function waysBack(place: TrainPlace, train: KnownTrain, state: TrainState): Promise<readonly WayBack[]> {
  const cars = state.steps
    .flatMap(({ to, waves }, step) => waves.flat().map(({ service, seen }) => ({ service, step, to, seen })))
    .toReversed();
  const ways: WayBack[] = [];
  for (const { seen, ...car } of cars) {
    const way = await wayOf(place, train, car, seen);
    if (way) ways.push({ ...car, deployment: seen.kind === 'landed' ? seen.deployment : undefined, outcome: way });
  }
  return ways;
}

async function wayOf(
  place: TrainPlace,
  train: KnownTrain,
  car: CarOnStep,
  seen: CarSeen,
): Promise<WayBack['outcome'] | undefined> {
  switch (seen.kind) {
    case 'none':
    case 'closed':
      return undefined;
    case 'open':
      return { kind: 'open', number: seen.number, url: seen.url };
    case 'unknown':
      return { kind: 'failed', said: `Whether it landed is not known. ${seen.said}` };
    case 'landed': {
      const landed = inForceOf(car, seen);
      if ('kind' in landed) return landed;
      return onCar(place, train, landed, async ({ opened }, { candidate, items, notes }) => {
        const engine = await wayBackWords(opened, car.to, place.context);
        const said = [...notes, ...(engine === undefined ? [] : [engine])];
        return { kind: 'ready', landed, word: expectation(candidate), items: items.map(itemText), notes: said };
      });
    }
  }
}

/** What is to be undone, or why there is nothing, or nobody can tell. */
function inForceOf(car: CarOnStep, seen: CarSeen & { readonly kind: 'landed' }): LandedCar | WayBack['outcome'] {
  const { deployment, commits, verdict } = seen;
  if (deployment === undefined) return { kind: 'failed', said: verdict.said };
  if (commits === undefined) {
    return {
      kind: 'failed',
      said: 'How many commits it brought is not known. See: branchline history, rollback --undo.',
    };
  }
  const taken = new Set(verdict.kind === 'rolledBack' ? verdict.taken : []);
  const left = commits.filter((commit) => !taken.has(commit));
  return left.length === 0 ? { kind: 'done', said: verdict.said } : { ...car, deployment, commits: left };
}

/** Opens the pull requests, one after the other. Doing it twice gives one each. */
export async function goBack(
  place: TrainPlace,
  train: KnownTrain,
  ways: readonly WayBack[],
): Promise<readonly WayBack[]> {
  const done: WayBack[] = [];
  for (const way of ways) {
    const { outcome } = way;
    if (outcome.kind !== 'ready') {
      done.push(way);
      continue;
    }
    done.push({
      ...way,
      outcome: await onCar(place, train, outcome.landed, async ({ client, on, opened }, { candidate }) => {
        if (expectation(candidate) !== outcome.word) return { kind: 'refused', said: 'The branch moved meanwhile.' };
        const where = { repository: opened.repository, remote: opened.remote, client, on };
        const { pullRequest } = await proposeCandidate(where, candidate, 'update', place.context.signal);
        return { kind: 'opened', number: pullRequest.number, url: pullRequest.webUrl };
      }),
    });
  }
  return done;
}

async function onCar(
  place: TrainPlace,
  { id, manifest }: KnownTrain,
  { service: name, step, commits }: LandedCar,
  work: (car: OpenCar, change: PreparedChange) => Promise<WayBack['outcome']>,
): Promise<WayBack['outcome']> {
  const at = carService(place, manifest, name);
  if (at.kind === 'missing') return { kind: 'failed', said: at.said };
  const outcome = await unlessFailed(place, () =>
    withCar(place, at.service, manifest.way, async (car): Promise<WayBack['outcome']> => {
      try {
        const change = await preparedBack(car, place, step, commits, id);
        if (!change) {
          const said = 'What was deployed later builds on it. Restore a state instead: branchline rollback --to.';
          return { kind: 'refused', said };
        }
        return await work(car, change);
      } catch (error) {
        if (!(error instanceof PromotionError)) throw error;
        const said = redact(inEnglish(error.said));
        return { kind: error.isNothingToDo ? 'done' : 'refused', said };
      }
    }),
  );
  return 'kind' in outcome ? outcome : { kind: 'failed', said: outcome.said };
}

/** Nothing where it cannot be undone alone. */
async function preparedBack(
  { opened, steps }: OpenCar,
  { context: { signal } }: TrainPlace,
  step: number,
  deployments: readonly Sha[],
  id: string,
): Promise<PreparedChange | undefined> {
  const branch = steps[step]?.edge.to ?? '';
  const plan = await planRollback(
    opened.memory,
    {
      branch,
      head: opened.heads.get(branch),
      mode: { kind: 'undo', deployments },
      reason: `Release train ${id} is taken back`,
      upstream: upstreamHeads(branch, opened),
    },
    signal,
  );
  if (plan.tree === null) return undefined;
  return prepareRollback(changeSetting(opened), plan, changeTarget(opened, branch), signal);
}

function wordOf(ways: readonly WayBack[]): string {
  const seen = ways.map(({ service, to, outcome }) => [service, to, outcome.kind === 'ready' ? outcome.word : '']);
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 20);
}

/** @throws BranchlineError where it is not what a dry run has shown */
export function checkSeen(ways: readonly WayBack[], expect: string | undefined): void {
  if (expect === undefined || expect === wordOf(ways)) return;
  throw new BranchlineError(
    'cli/notAsSeen',
    message('This is not what was shown ({expect}). Nothing was done; look again with --dry-run.', { expect }),
  );
}

export function backDocument({ id }: KnownTrain, ways: readonly WayBack[]) {
  return { train: id, expect: wordOf(ways), back: ways.map(wayDocument) };
}

function wayDocument({ outcome, deployment, ...way }: WayBack) {
  const about = { ...way, deployment: deployment ?? null };
  if (outcome.kind !== 'ready') return { ...about, ...outcome };
  const { landed, ...ready } = outcome;
  return { ...about, ...ready, undone: landed.commits };
}

export function backText({ id }: KnownTrain, ways: readonly WayBack[]): string {
  const isReady = ways.some(({ outcome }) => outcome.kind === 'ready');
  return [
    ways.every(({ outcome }) => outcome.kind === 'open')
      ? `train ${id}: nothing of it landed`
      : `train ${id}, the last first:`,
    ...ways.flatMap(({ service, to, deployment, outcome }) => {
      const about = `${service} on ${to}${deployment === undefined ? '' : `, ${short(deployment)}`}:`;
      switch (outcome.kind) {
        case 'open':
          return ['', `${about} #${outcome.number} is open, and may land still: ${outcome.url}`];
        case 'ready':
          return section(`${about} would be undone`, [...outcome.items, ...outcome.notes.map((note) => `! ${note}`)]);
        case 'opened':
          return ['', `${about} #${outcome.number} ${outcome.url}`];
        case 'done':
        case 'refused':
        case 'failed':
          return ['', `${about} ${oneLine(outcome.said, 400)}`];
      }
    }),
    ...(ways.some(({ outcome }) => outcome.kind === 'open')
      ? ['', `close what is open: branchline train stop ${id} --close`]
      : []),
    ...(isReady ? ['', `this and nothing else: branchline train back ${id} --expect ${wordOf(ways)}`] : []),
  ].join('\n');
}

export function backExit(ways: readonly WayBack[], isDryRun: boolean): ExitCode {
  const kinds = new Set(ways.map(({ outcome }) => outcome.kind));
  if (kinds.has('failed')) return 1;
  if (kinds.has('refused')) return 3;
  return (isDryRun && kinds.has('ready')) || kinds.has('open') ? 2 : 0;
}
