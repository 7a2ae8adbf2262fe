import * as vscode from 'vscode';
import { dayMs, type Period } from '../../core/measures/period';
import type { Instant } from '../../core/support/clock';
import type { Choice } from '../../timeline/protocol/timeline';
import { shortWhen } from '../words/when';

export const rangeIds = ['day', 'week', 'month', 'quarter', 'since'] as const;
export type RangeId = (typeof rangeIds)[number];

const days = { day: 1, week: 7, month: 30, quarter: 91 } as const;

/** What a person looks at. Empty names mean all. */
export interface TimelineView {
  readonly range: RangeId;
  /** Where the range is `since`. */
  readonly since?: Instant;
  readonly environment: string;
  readonly service: string;
}

export function periodOf({ range, since }: TimelineView, now: Instant): Period {
  const from = range === 'since' ? (since ?? now - dayMs) : now - days[range] * dayMs;
  return { since: from, until: now + 1 };
}

export function rangeChoices({ range, since }: TimelineView, now: Instant): readonly Choice[] {
  const { t } = vscode.l10n;
  const labels: Readonly<Record<RangeId, string>> = {
    day: t('A day'),
    week: t('A week'),
    month: t('A month'),
    quarter: t('A quarter'),
    since: since === undefined ? t('Since…') : t('Since {when}…', { when: shortWhen(since, now) }),
  };
  return rangeIds.map((id) => ({ id, label: labels[id], isOn: id === range }));
}
