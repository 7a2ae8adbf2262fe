import type { PastDeployment } from '../../../../src/core/past/deployment';
import type { HistoryRow } from '../../../../src/ui/history/deployments';

export const hour = 3_600_000;
export const now = Date.UTC(2026, 10, 30, 12);

/** A promotion of cart to prod that stands since an hour, and that passed. */
export function aRow(more: Partial<PastDeployment> = {}, facts: Partial<HistoryRow> = {}): HistoryRow {
  const at = more.at ?? now - hour;
  const commit = more.commit ?? 'a'.repeat(40);
  return {
    deployment: {
      ...{ service: 'cart', environment: 'prod', commit, before: 'b'.repeat(40), subject: 'Bigger', author: 'Ann', at },
      ...{ kind: 'promotion', isUndated: false, isJudgedEarlier: false, stood: { kind: 'now', since: at } },
      origin: { kind: 'promotion', from: { branch: 'test', commit: 'c'.repeat(40) }, partial: false },
      ...more,
    },
    ...{ version: '2.11.0', verdict: 'passed' },
    ...facts,
  };
}
