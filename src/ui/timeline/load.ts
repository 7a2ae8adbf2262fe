import pLimit from 'p-limit';
import type { Past } from '../../core/fleet/past';
import type { DeploymentVerdict } from '../../core/measures/deployment';
import type { Period } from '../../core/measures/period';
import type { PastDeployment } from '../../core/past/deployment';
import type { PastOfService } from '../../core/past/servicePast';
import type { Instant } from '../../core/support/clock';
import type { Message } from '../../core/support/message';
import type { Sha } from '../../core/support/sha';
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
}

/**
 * Puts together what was read of services, reads the versions, and then asks how the newest went. Tells after each step what is known.
 * @param tell hears of it after each step, and what is under way
 */
export async function loadPast(
  past: Pick<Past, 'versions' | 'verdicts'>,
  period: Period,
  looked: readonly LookedAt<PastOfService>[],
  signal: AbortSignal,
  tell: (loaded: LoadedPast, step: 'versions' | 'verdicts' | 'done') => void,
): Promise<void> {
  const environments = looked.flatMap((one) => (hasFailed(one) ? [] : one.environments));
  const all = environments.flatMap(({ deployments }) => deployments).toSorted((one, other) => other.at - one.at);
  const shown = all.slice(0, mostShown);
  const left = all.length - shown.length + environments.reduce((sum, one) => sum + one.left, 0);
  const asked = new Set(shown.filter(({ isJudgedEarlier }) => !isJudgedEarlier).slice(0, mostAsked));
  const known = {
    versions: new Map<string, string>(),
    verdicts: new Map<string, DeploymentVerdict>(),
    failures: new Map<string, Message>(),
  };
  const step = (isAsking: boolean): LoadedPast => ({
    ...{ period, looked, left, failures: known.failures },
    unasked: shown.filter((one) => !one.isJudgedEarlier && !asked.has(one)).length,
    rows: shown.map((deployment) => ({
      deployment,
      version: known.versions.get(keyOf(deployment)),
      verdict: known.verdicts.get(keyOf(deployment)) ?? (isAsking && asked.has(deployment) ? 'asking' : 'unknown'),
    })),
  });
  tell(step(true), 'versions');
  await eachOf(shown, signal, async (service, commits) => {
    for (const [commit, version] of await past.versions(service, commits, signal)) {
      known.versions.set(`${service} ${commit}`, version);
    }
  });
  tell(step(true), 'verdicts');
  await eachOf([...asked], signal, async (service, commits) => {
    const { verdicts, failure } = await past.verdicts(service, commits, signal);
    for (const [commit, verdict] of verdicts) known.verdicts.set(`${service} ${commit}`, verdict);
    if (failure) known.failures.set(service, failure);
  });
  tell(step(false), 'done');
}

/** What was in force longest ago among the shown: before that, nothing is drawn. */
export function shownSince({ period, rows, left }: LoadedPast): Instant {
  return left === 0 ? period.since : (rows.at(-1)?.deployment.at ?? period.since);
}

function keyOf({ service, commit }: PastDeployment): string {
  return `${service} ${commit}`;
}

async function eachOf(
  deployments: readonly PastDeployment[],
  signal: AbortSignal,
  work: (service: string, commits: readonly Sha[]) => Promise<void>,
): Promise<void> {
  const limit = pLimit(servicesAtOnce);
  const byService = groupBy(deployments, ({ service }) => service);
  await Promise.all(
    [...byService].map(([service, some]) =>
      limit(async () => {
        signal.throwIfAborted();
        await work(service, [...new Set(some.map(({ commit }) => commit))]);
      }),
    ),
  );
}
