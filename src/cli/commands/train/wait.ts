import { limitByHost } from '../../../core/git/hostTurns';
import { relayVariable } from '../../../core/relay/subscribe/environment';
import type { RelayNews } from '../../../core/relay/subscribe/news';
import { delay } from '../../../core/support/deadline';
import type { Budget } from '../../../core/support/http/pace';
import { carsOf, stepsOf } from '../../../core/train/manifest';
import type { Decisions } from '../../../core/train/state';
import { advance, needsPerson } from './advance';
import { spent } from './decisions';
import type { RelayOption } from '../../repository/options';
import { relayNews, repositoryOnRelay } from '../../repository/relayNews';
import { unlessFailed, type KnownTrain } from './look';
import { carsAtOnce } from './make';
import { carServices, withForge, type TrainPlace } from './place';
import type { TrainReport } from './printState';

/**
 * Opens what is due until the train is through, a person is needed, or the time is up, which the place's signal tells: a look
 * that it ends tells nothing, and the one before counts.
 * @throws the signal's reason where it came before the first look was done
 */
export async function untilThrough(
  given: TrainPlace,
  train: KnownTrain,
  decided: Decisions,
  relay: RelayOption,
): Promise<TrainReport> {
  const place = { ...given, kept: new Map() };
  const news = await newsOf(place, train, relay);
  try {
    return await lookingOn(place, train, decided, news);
  } finally {
    news?.dispose();
  }
}

async function lookingOn(
  place: TrainPlace,
  train: KnownTrain,
  decided: Decisions,
  news: RelayNews | undefined,
): Promise<TrainReport> {
  const { context } = place;
  let last: TrainReport | undefined;
  let decisions = decided;
  for (;;) {
    try {
      last = await advance(place, train, decisions, { isDryRun: false });
      if (last.state.kind === 'done' || needsPerson(last) || context.signal.aborted) return last;
      decisions = spent(decisions, last);
      for (const { service, outcome } of last.outcomes) {
        if (outcome.kind === 'opened') context.warn(`${service}: #${outcome.number} ${outcome.url}`);
      }
    } catch (error) {
      if (!context.signal.aborted || !last) throw error;
      context.warn('branchline: the time was up in the middle of a look: what was done in it is not told here');
      return last;
    }
    const usualMs = pauseMs(place, train);
    const waiting = news ? news.wait(usualMs, context.signal) : delay(usualMs, context.signal);
    const isTimeUp = await waiting.then(
      () => false,
      () => true,
    );
    if (isTimeUp) return last;
  }
}

/** What happens on the repositories of a train, told by a relay; of one that cannot be found nothing is told. */
async function newsOf(place: TrainPlace, { manifest }: KnownTrain, relay: RelayOption): Promise<RelayNews | undefined> {
  const { context } = place;
  if ((relay.relay ?? context.environment[relayVariable] ?? '') === '') return undefined;
  const limit = limitByHost(carsAtOnce);
  const found = await Promise.all(
    [...carServices(place, manifest).values()].map(async (at) => {
      if (at.kind !== 'known') return [];
      const on = await limit(at.service.repository, context.signal, () =>
        unlessFailed(place, () =>
          withForge(place, at.service, (car) => Promise.resolve(repositoryOnRelay(car.client, car.on))),
        ),
      );
      return 'said' in on ? [] : on;
    }),
  );
  // Of one that is not followed nobody would hear.
  return found.some((one) => one.length === 0) ? undefined : relayNews(relay, found.flat(), context);
}

const shortestPauseMs = 20_000;
const longestPauseMs = 300_000;
/** As a look at a service on a step costs a forge about so many requests, of which most are answered as not changed. */
const requestsEach = 8;

/** Longer with more services, and so that what a forge allows until its limit begins anew is not used up by this alone. */
function pauseMs({ context: { forges } }: TrainPlace, { manifest }: KnownTrain): number {
  const looks = carsOf(manifest).length * stepsOf(manifest).length;
  const budgets = [...(forges?.values() ?? [])].flatMap(({ connections }) => connections.budgets());
  return pauseFor(looks, budgets, Date.now());
}

/**
 * @param looks services by steps
 * @param budgets what forges said of their limits
 * @param now in milliseconds, as `resetAt`
 */
export function pauseFor(looks: number, budgets: readonly Budget[], now: number): number {
  const asked = Math.max(shortestPauseMs, looks * 1_000);
  const paced = budgets.map(({ remaining, resetAt }) => {
    const left = Math.max(0, resetAt - now);
    // Half of what is left is for others.
    return Math.min(left, (left * looks * requestsEach * 2) / Math.max(1, remaining));
  });
  return Math.min(longestPauseMs, Math.max(asked, ...paced));
}
