import type { Instant } from '../../core/support/clock';
import type { Period } from '../../core/measures/period';
import type { PastKind } from '../../core/past/deployment';
import type { Lane, Mark, Shape } from '../../timeline/protocol/timeline';
import { groupBy } from '../../core/support/groupBy';
import type { HistoryRow } from '../history/deployments';
import { kindSigns, verdictLook } from '../words/deployment';
import { rowId, spokenRow } from './rows';

export const shapes: Readonly<Record<PastKind, Shape>> = {
  promotion: 'round',
  rollback: 'left',
  hotfix: 'diamond',
  update: 'round',
  direct: 'square',
  untold: 'cut',
};

/** So much of a lane a mark takes: one that comes earlier than that behind another is drawn below it. */
const markWidth = 0.035;
/** Deeper they lie on each other; the table has each. */
export const mostLevels = 8;

/** One lane for each environment, in the order of promotion. */
export function lanesOf(
  environments: readonly string[],
  rows: readonly HistoryRow[],
  period: Period,
  now: Instant,
): readonly Lane[] {
  const by = groupBy(rows, ({ deployment }) => deployment.environment);
  return environments.map((environment) => {
    const marks = marksOf(by.get(environment) ?? [], period, now);
    return {
      ...{ id: environment, label: environment, marks },
      levels: Math.max(1, ...marks.map(({ level }) => level + 1)),
    };
  });
}

function marksOf(rows: readonly HistoryRow[], { since, until }: Period, now: Instant): readonly Mark[] {
  const ends: number[] = [];
  return rows
    .toSorted((one, other) => one.deployment.at - other.deployment.at)
    .map((row) => {
      const { kind, at: when, isUndated } = row.deployment;
      const at = Math.min(1, Math.max(0, (when - since) / Math.max(1, until - since)));
      const free = ends.findIndex((end) => end <= at);
      const level = free >= 0 ? free : Math.min(ends.length, mostLevels - 1);
      ends[level] = at + markWidth;
      const { severity, icon, label } = verdictLook(row.verdict);
      return {
        ...{ id: rowId(row), at, level, letter: kindSigns[kind].letter, shape: shapes[kind], isUndated },
        verdict: { text: label, icon, tone: severity },
        spoken: spokenRow(row, now),
      };
    });
}

const steps = [1, 3, 6, 12, 24, 48, 7 * 24, 14 * 24, 28 * 24, 91 * 24, 365 * 24].map((hours) => hours * 3_600_000);
const mostTicks = 7;

/** Instants at which the axis says a time: at most a few, at round distances from the present. */
export function ticksOf({ since, until }: Period): readonly { readonly at: number; readonly when: Instant }[] {
  const span = Math.max(1, until - since);
  const step = steps.find((one) => span / one <= mostTicks) ?? span;
  const first = Math.ceil(since / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((until - first) / step) + 1) }, (_, at) => first + at * step)
    .filter((when) => (when - since) / span < 0.93)
    .map((when) => ({ at: (when - since) / span, when }));
}
