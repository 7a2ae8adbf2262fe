import pLimit from 'p-limit';
import type { Past } from '../../core/fleet/past';
import type { DeploymentVerdict } from '../../core/measures/deployment';
import type { Period } from '../../core/measures/period';
import type { PastDeployment } from '../../core/past/deployment';
import type { PastOfService } from '../../core/past/servicePast';
import type { Instant } from '../../core/support/clock';
import type { Message } from '../../core/support/message';
import type { Sha } from '../../core/support/sha';
import type { DownHosts } from '../../core/measures/verdictSource';
import type { PullRequestTexts } from '../../core/promotion/history/deployments';
import { isAbort } from '../../core/support/errors';
import { unknownBecause } from '../../core/support/unknownBecause';
import { hasFailed, type LookedAt } from '../lookAtEach';
import { groupBy } from '../../core/support/groupBy';
import type { HistoryRow } from '../history/deployments';

/** What a person looks through at once; what is left out is told. */
const mostShown = 1_000;
/** Each is a question to a forge. */
const mostAsked = 400;
const servicesAtOnce = 4;

/** Deployments over a period, as far as they are known so far. */
export interface LoadedPast {
  readonly period: Period;
  readonly looked: readonly LookedAt<PastOfService>[];
  /** Newest first. */
  readonly rows: readonly HistoryRow[];
  /** How many older ones of the period are not shown. */
  readonly left: number;
  /** From how many the forges were not asked how they went. */
  readonly unasked: number;
  /** By service, why its forge did not tell. */
  readonly failures: ReadonlyMap<string, Message>;
  /** By service, why the versions could not be read. */
  readonly versionFailures: ReadonlyMap<string, Message>;
}

type Asked = Pick<Past, 'versions' | 'verdicts' | 'landed' | 'deployments'>;
type Looked = readonly LookedAt<PastOfService>[];

/** What is known beside what git says at once. */
interface Known {
  readonly versions: Map<string, string>;
  readonly verdicts: Map<string, DeploymentVerdict>;
  readonly failures: Map<string, Message>;
  readonly versionFailures: Map<string, Message>;
}

/** What was read of services so far, by git alone. */
export function readSoFar(period: Period, looked: Looked): LoadedPast {
  return put(period, looked, nothingKnown(), { isAsking: true });
}

/**
 * Puts together what was read of services, reads the versions, asks what merged pull requests say where that tells a promotion from a
 * hotfix, and then how the newest went. Of one service that fails the others go on; a forge that does not answer is asked once.
 * @param tell hears of it after each step, and what is under way
 */
export async function loadPast(
  past: Asked,
  period: Period,
  looked: Looked,
  signal: AbortSignal,
  tell: (loaded: LoadedPast, step: 'versions' | 'landed' | 'verdicts' | 'done') => void,
): Promise<void> {
  const known = nothingKnown();
  const down: DownHosts = new Map();
  let read = looked;
  const step = (isAsking: boolean) => put(period, read, known, { isAsking });
  tell(step(true), 'versions');
  await eachOf(shownOf(read).shown, signal, known.versionFailures, async (service, some) => {
    for (const [commit, version] of await past.versions(service, commitsOf(some), signal))
      known.versions.set(`${service} ${commit}`, version);
  });
  tell(step(true), 'landed');
  const told = new Map<string, PastOfService>();
  const open = shownOf(read).shown.filter(({ kind }) => kind === 'untold');
  await eachOf(open, signal, known.failures, async (service, some) => {
    const texts = new Map<string, PullRequestTexts>();
    for (const environment of new Set(some.map((one) => one.environment))) {
      const landed = await past.landed(service, environment, signal, down);
      if (landed.failure) known.failures.set(service, landed.failure);
      else texts.set(environment, landed.texts);
    }
    if (texts.size > 0) told.set(service, await past.deployments(service, period, signal, texts));
  });
  read = read.map((one) => told.get(one.service) ?? one);
  tell(step(true), 'verdicts');
  await eachOf(askedOf(shownOf(read).shown), signal, known.failures, async (service, some) => {
    const { verdicts, failure } = await past.verdicts(service, commitsOf(some), signal, down);
    for (const [commit, verdict] of verdicts) known.verdicts.set(`${service} ${commit}`, verdict);
    if (failure && !known.failures.has(service)) known.failures.set(service, failure);
  });
  tell(step(false), 'done');
}

function nothingKnown(): Known {
  return { versions: new Map(), verdicts: new Map(), failures: new Map(), versionFailures: new Map() };
}

function shownOf(looked: Looked): { readonly shown: readonly PastDeployment[]; readonly left: number } {
  const environments = looked.flatMap((one) => (hasFailed(one) ? [] : one.environments));
  const all = environments.flatMap(({ deployments }) => deployments).toSorted((one, other) => other.at - one.at);
  const shown = all.slice(0, mostShown);
  return { shown, left: all.length - shown.length + environments.reduce((sum, one) => sum + one.left, 0) };
}

function askedOf(shown: readonly PastDeployment[]): readonly PastDeployment[] {
  return shown.filter(({ isJudgedEarlier }) => !isJudgedEarlier).slice(0, mostAsked);
}

function put(period: Period, looked: Looked, known: Known, { isAsking }: { readonly isAsking: boolean }): LoadedPast {
  const { shown, left } = shownOf(looked);
  const asked = new Set(askedOf(shown));
  return {
    ...{ period, looked, left, failures: known.failures, versionFailures: known.versionFailures },
    unasked: shown.filter((one) => !one.isJudgedEarlier && !asked.has(one)).length,
    rows: shown.map((deployment) => ({
      deployment,
      version: known.versions.get(keyOf(deployment)),
      verdict: known.verdicts.get(keyOf(deployment)) ?? (isAsking && asked.has(deployment) ? 'asking' : 'unknown'),
    })),
  };
}

function commitsOf(some: readonly PastDeployment[]): readonly Sha[] {
  return [...new Set(some.map(({ commit }) => commit))];
}

/** What was in force longest ago among the shown: before that, nothing is drawn. */
export function shownSince({ period, rows, left }: LoadedPast): Instant {
  return left === 0 ? period.since : (rows.at(-1)?.deployment.at ?? period.since);
}

function keyOf({ service, commit }: PastDeployment): string {
  return `${service} ${commit}`;
}

/** Works through services, a few at a time; why one could not be read is kept. */
async function eachOf(
  deployments: readonly PastDeployment[],
  signal: AbortSignal,
  failures: Map<string, Message>,
  work: (service: string, some: readonly PastDeployment[]) => Promise<void>,
): Promise<void> {
  const limit = pLimit(servicesAtOnce);
  const byService = groupBy(deployments, ({ service }) => service);
  await Promise.all(
    [...byService].map(([service, some]) =>
      limit(async () => {
        signal.throwIfAborted();
        try {
          await work(service, some);
        } catch (error) {
          signal.throwIfAborted();
          if (isAbort(error)) throw error;
          failures.set(service, unknownBecause(error, { at: 0, source: service }).said);
        }
      }),
    ),
  );
}
