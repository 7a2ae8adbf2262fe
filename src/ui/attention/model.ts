import type { FleetSnapshot } from '../../core/fleet/state/snapshot';
import type { Instant } from '../../core/support/clock';
import { cellAttention } from './cellAttention';
import { edgeAttention } from './edgeAttention';
import { attentionKinds, type Attention } from './kinds';

/**
 * All that needs attention across services, the gravest first, then what has waited longest: whatever counts in the number on
 * the view's icon has a row. Pure; of what is not known it says nothing.
 */
export function attentionOf({ cells, edges, problems }: FleetSnapshot, now: Instant): readonly Attention[] {
  const troubled = new Set(problems.map(({ subject }) => subject));
  const all = [
    ...[...cells.values()].flatMap((cell) => cellAttention(cell, troubled.has(cell.service.name), now)),
    ...[...edges.values()].flatMap((edge) => edgeAttention(edge, cells, troubled.has(edge.service.name), now)),
  ];
  const rank = ({ kind }: Attention) => attentionKinds.indexOf(kind);
  return all.sort((one, other) => rank(one) - rank(other) || (one.since ?? now) - (other.since ?? now));
}
