import type { PreparedChange } from '../../core/change/preparedChange';
import type { Way } from '../../core/change/proposals/proposeCandidate';
import { canTake, takenBy } from './proposals';

/** What may become of an open pull request of ours, the usual first; `update` also where none is open. */
export function possibleWays(preview: PreparedChange): readonly [Way, ...Way[]] {
  const ours = takenBy(preview)?.pullRequest;
  if (!ours || ours.head.branch === preview.head.branch) return ['update'];
  return canTake(preview, ours) ? ['update', 'supersede'] : ['supersede'];
}
