import type { Cell } from '../../core/fleet/state/snapshot';
import { isDrifted, isFailing, isUnhealthy } from './cell';
import { isPartlyUnknown } from './cluster';

/**
 * Whether a cell is a number to be alarmed by: it fails, is unhealthy or drifted, not all of it could be compared, or
 * nothing can be promoted to it since nothing can be judged. What waits to be promoted is no alarm.
 */
export function needsAttention(cell: Cell, { isUnjudged }: { readonly isUnjudged: boolean }): boolean {
  return isFailing(cell) || isUnhealthy(cell) || isDrifted(cell) || isPartlyUnknown(cell.drift) || isUnjudged;
}
