import type { DeploymentOrigin } from '../../../core/promotion/history/history';
import { short } from '../../../core/support/sha';
import type { Waits } from '../../../core/where/where';
import { minuteOf } from '../../output/deployment';
import { gateLines } from '../../repository/gates';
import { openText } from '../../repository/openPullRequests';
import type { EdgeFacts } from './plans';

type WaitsDocument = Waits & EdgeFacts;

/** What holds something back, and what stands open there. */
export function waitsLines({ from, why, items, gates, pullRequests }: WaitsDocument): readonly string[] {
  const proposed =
    pullRequests?.length === 0 ? ['nobody has proposed it'] : pullRequests?.map((one) => `open: ${openText(one)}`);
  return [waitsText(why, from, items), ...(proposed ?? []), ...(gates ? gateLines(gates) : [])];
}

function waitsText(why: Waits['why'], from: string, items: number): string {
  const changes = items === 1 ? '1 change' : `${items} changes`;
  switch (why) {
    case 'pending':
      return `${changes} of it can be promoted from ${from}`;
    case 'held':
      return `held: a rollback took it away, and promoting from ${from} would bring it back`;
    case 'conflict':
      return `conflict: ${from} and it have changed the same content`;
    case 'keepsOwn':
      return 'has something of its own there, which a promotion leaves as it is';
    case 'unknownBaseline':
      return `unknown baseline: nothing tells what of ${from} is in force here`;
    case 'branchMissing':
      return 'a branch is missing';
  }
}

export function deployedText({
  commit,
  time,
  origin,
}: {
  readonly commit: string;
  readonly time: string;
  readonly origin: DeploymentOrigin;
}): string {
  return `${minuteOf(time)} (${origin.kind} ${short(commit)})`;
}
