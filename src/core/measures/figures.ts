import type { Sha } from '../support/sha';
import type { Failure, JudgedDeployment, MeasuredKind } from './deployment';
import { distribution, type Distribution } from './distribution';
import { dayMs, isWithin, weeksOf, type Period } from './period';

/** A deployment that a figure counts, of whichever service. */
export interface Counted {
  readonly service: string;
  readonly commit: Sha;
}

/** The four figures, each with the deployments that it counts. @see docs/measures.md */
export interface Figures {
  readonly frequency: {
    readonly count: number;
    readonly perWeek: number;
    readonly kinds: Readonly<Record<MeasuredKind, number>>;
    readonly deployments: readonly Counted[];
    /** Commits that an earlier environment has as well: when they were deployed here nobody wrote down. */
    readonly undated: number;
  };
  readonly leadTime: {
    /** In milliseconds, over changes; nothing where none is known. */
    readonly spread: Distribution | undefined;
    readonly deployments: readonly (Counted & { readonly leadTimesMs: readonly number[] })[];
    /** Promotions of which not all that they brought is known. */
    readonly unknown: number;
    /** Changes that a clock says were made after they were deployed. */
    readonly skewed: number;
  };
  readonly failureRate: {
    /** From 0 to 1; nothing where no deployment has a verdict. */
    readonly rate: number | undefined;
    readonly counted: readonly Counted[];
    readonly failed: readonly (Counted & Failure)[];
    readonly withoutVerdict: number;
    /** Of those without a verdict: taken back or mended all the same. */
    readonly failedWithoutVerdict: number;
  };
  readonly restoreTime: {
    readonly spread: Distribution | undefined;
    readonly restored: readonly (Counted & { readonly by: Sha; readonly ms: number })[];
    readonly open: readonly Counted[];
    readonly unknown: readonly Counted[];
  };
}

/** @param deployments of any services, in any order: those of the period count */
export function figuresOf(deployments: readonly JudgedDeployment[], period: Period): Figures {
  const here = deployments.filter(({ at }) => isWithin(at, period)).toSorted(byTime);
  const dated = here.filter(({ isShared }) => !isShared);
  return {
    frequency: { ...frequencyOf(dated, period), undated: here.length - dated.length },
    leadTime: leadTimeOf(dated),
    failureRate: failureRateOf(dated),
    restoreTime: restoreTimeOf(dated),
  };
}

/** The figures of each week that a period touches: the trend. */
export function trendOf(
  deployments: readonly JudgedDeployment[],
  period: Period,
): readonly { readonly week: Period; readonly figures: Figures }[] {
  return weeksOf(period).map((week) => ({ week, figures: figuresOf(deployments, week) }));
}

function frequencyOf(dated: readonly JudgedDeployment[], { since, until }: Period) {
  const kinds = { promotion: 0, rollback: 0, hotfix: 0, direct: 0, untold: 0 };
  for (const { kind } of dated) kinds[kind] += 1;
  const perWeek = (dated.length * 7 * dayMs) / (until - since);
  return { count: dated.length, perWeek, kinds, deployments: dated.map(counted) };
}

function leadTimeOf(dated: readonly JudgedDeployment[]): Figures['leadTime'] {
  const promotions = dated.filter(({ kind }) => kind === 'promotion');
  const all = promotions.map((one) => ({ one, spans: one.changes.map(({ at }) => one.at - at) }));
  const deployments = all
    .map(({ one, spans }) => ({ ...counted(one), leadTimesMs: spans.filter((ms) => ms >= 0) }))
    .filter(({ leadTimesMs }) => leadTimesMs.length > 0);
  return {
    spread: distribution(deployments.flatMap(({ leadTimesMs }) => leadTimesMs)),
    deployments,
    unknown: promotions.filter(({ changesAreWhole }) => !changesAreWhole).length,
    skewed: all.flatMap(({ spans }) => spans).filter((ms) => ms < 0).length,
  };
}

/** A rollback is no change: it takes one back. */
function failureRateOf(dated: readonly JudgedDeployment[]): Figures['failureRate'] {
  const changes = dated.filter(({ kind }) => kind !== 'rollback');
  const known = changes.filter(({ verdict }) => verdict !== 'unknown');
  const others = changes.filter(({ verdict }) => verdict === 'unknown');
  const failed = known.flatMap((one) => (one.failure ? [{ ...counted(one), ...one.failure }] : []));
  return {
    rate: known.length === 0 ? undefined : failed.length / known.length,
    counted: known.map(counted),
    failed,
    withoutVerdict: others.length,
    failedWithoutVerdict: others.filter(({ failure }) => failure).length,
  };
}

function restoreTimeOf(dated: readonly JudgedDeployment[]): Figures['restoreTime'] {
  const restored = dated.flatMap((one) =>
    one.restoration?.kind === 'restored' ? [{ ...counted(one), by: one.restoration.by, ms: one.restoration.ms }] : [],
  );
  const those = (kind: 'open' | 'unknown') => dated.filter((one) => one.restoration?.kind === kind).map(counted);
  return {
    spread: distribution(restored.map(({ ms }) => ms)),
    restored,
    open: those('open'),
    unknown: those('unknown'),
  };
}

function counted({ service, commit }: JudgedDeployment): Counted {
  return { service, commit };
}

/** Newest first; of one moment by name, so that the order of services never shows. */
function byTime(one: JudgedDeployment, other: JudgedDeployment): number {
  return other.at - one.at || compare(one.service, other.service) || compare(one.commit, other.commit);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
