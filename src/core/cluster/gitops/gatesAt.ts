import type { Instant } from '../../support/clock';
import type { GitopsStatus } from './status';

/** The same at a moment: what waited for a time alone has passed once that is there. */
export function gatesAt(status: GitopsStatus, now: Instant): GitopsStatus {
  const { move } = status;
  if (!move?.gates.some(({ opensAt }) => opensAt !== undefined && Date.parse(opensAt) <= now)) return status;
  const gates = move.gates.map(({ opensAt, ...gate }) => {
    if (opensAt === undefined) return gate;
    return Date.parse(opensAt) <= now ? { ...gate, kind: 'passed' as const } : { ...gate, opensAt };
  });
  return { ...status, move: { ...move, gates } };
}
