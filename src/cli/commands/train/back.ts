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
import type { TrainState } from '../../../core/train/state';
import type { ExitCode } from '../../context';
import { expectation } from '../../output/proposal';
import { itemText, section } from '../../output/text';
import { changeSetting, changeTarget } from '../../repository/changeSetting';
import { upstreamHeads } from '../../repository/upstream';
import { unlessFailed, type KnownTrain } from './look';
import { servicesOf, withCar, type OpenCar, type TrainPlace } from './place';

interface LandedCar {
  readonly service: string;
  readonly step: number;
  readonly to: string;
  readonly deployment: Sha;
}

/** The way back of one service on one environment, and what became of it. */
export interface WayBack extends LandedCar {
  readonly outcome:
    | {
        readonly kind: 'ready';
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
 * part of it: they did not land.
 */
export async function waysBack(place: TrainPlace, train: KnownTrain, state: TrainState): Promise<readonly WayBack[]> {
  const landed = state.steps
    .flatMap(({ to, waves }, step) =>
      waves.flat().flatMap(({ service, seen }): readonly (LandedCar & { said?: string })[] =>
        seen.kind === 'landed' && seen.deployment !== undefined
          ? [
              {
                service,
                step,
                to,
                deployment: seen.deployment,
                ...(seen.verdict.kind === 'rolledBack' ? { said: seen.verdict.said } : {}),
              },
            ]
          : [],
      ),
    )
    .toReversed();
  const ways: WayBack[] = [];
  for (const { said, ...car } of landed) {
    if (said !== undefined) ways.push({ ...car, outcome: { kind: 'done', said } });
    else
      ways.push(
        await onCar(place, train, car, (_open, { candidate, items, notes }) =>
          Promise.resolve({ kind: 'ready', word: expectation(candidate), items: items.map(itemText), notes }),
        ),
      );
  }
  return ways;
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
    done.push(
      await onCar(place, train, way, async ({ client, on, opened }, { candidate }) => {
        if (expectation(candidate) !== outcome.word) return { kind: 'refused', said: 'The branch moved meanwhile.' };
        const where = { repository: opened.repository, remote: opened.remote, client, on };
        const { pullRequest } = await proposeCandidate(where, candidate, 'update', place.context.signal);
        return { kind: 'opened', number: pullRequest.number, url: pullRequest.webUrl };
      }),
    );
  }
  return done;
}

async function onCar(
  place: TrainPlace,
  { id, manifest }: KnownTrain,
  { service: name, step, to, deployment }: LandedCar,
  work: (car: OpenCar, change: PreparedChange) => Promise<WayBack['outcome']>,
): Promise<WayBack> {
  const about = { service: name, step, to, deployment };
  const [service] = servicesOf(place, [name]);
  if (!service) return { ...about, outcome: { kind: 'failed', said: `The catalog has no service ${name}.` } };
  const outcome = await unlessFailed(place, () =>
    withCar(place, service, manifest.way, async (car): Promise<WayBack['outcome']> => {
      try {
        const change = await preparedBack(car, place, step, deployment, id);
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
  return { ...about, outcome: 'kind' in outcome ? outcome : { kind: 'failed', said: outcome.said } };
}

/** Nothing where it cannot be undone alone. */
async function preparedBack(
  { opened, steps }: OpenCar,
  { context: { signal } }: TrainPlace,
  step: number,
  deployment: Sha,
  id: string,
): Promise<PreparedChange | undefined> {
  const branch = steps[step]?.edge.to ?? '';
  const plan = await planRollback(
    opened.memory,
    {
      branch,
      head: opened.heads.get(branch),
      mode: { kind: 'undo', deployments: [deployment] },
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
  return { train: id, expect: wordOf(ways), back: ways.map(({ outcome, ...way }) => ({ ...way, ...outcome })) };
}

export function backText({ id }: KnownTrain, ways: readonly WayBack[]): string {
  const isOpen = ways.some(({ outcome }) => outcome.kind === 'ready');
  return [
    ways.length === 0 ? `train ${id}: nothing of it landed` : `train ${id}, the last first:`,
    ...ways.flatMap(({ service, to, deployment, outcome }) => {
      const about = `${service} on ${to}, ${short(deployment)}:`;
      switch (outcome.kind) {
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
    ...(isOpen ? ['', `this and nothing else: branchline train back ${id} --expect ${wordOf(ways)}`] : []),
  ].join('\n');
}

export function backExit(ways: readonly WayBack[], isDryRun: boolean): ExitCode {
  if (ways.some(({ outcome }) => outcome.kind === 'failed')) return 1;
  if (ways.some(({ outcome }) => outcome.kind === 'refused')) return 3;
  return isDryRun && ways.some(({ outcome }) => outcome.kind === 'ready') ? 2 : 0;
}
