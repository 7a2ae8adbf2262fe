import { message } from '../../support/message';
import type { Unknown } from '../../support/observation';
import type { Cell, CellId, EdgeSnapshot } from './snapshot';

/** Nothing was looked at yet: said of each fact of a cell until somebody observes it. */
export const notLookedAt: Unknown = {
  kind: 'unknown',
  reason: 'pending',
  said: message('Not looked at yet.'),
};

/** Nobody said where to look. */
export const noCluster: Unknown = {
  kind: 'unknown',
  reason: 'notConfigured',
  said: message('The catalog names no cluster for this environment.'),
};

export function emptyCell(id: CellId): Omit<Cell, 'service' | 'environment'> {
  return {
    id,
    head: notLookedAt,
    pipeline: notLookedAt,
    connection: notLookedAt,
    live: notLookedAt,
    health: notLookedAt,
    drift: notLookedAt,
  };
}

export function emptyEdge(): Omit<EdgeSnapshot, 'id' | 'service' | 'from' | 'to'> {
  return { plan: notLookedAt, pullRequests: notLookedAt, proposals: [] };
}
