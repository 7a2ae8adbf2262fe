/** What a promotion or rollback is written down as. The trailers are Branchline's own. */
interface PromotionNames {
  readonly service: string;
  readonly from: string;
  readonly to: string;
  readonly source: string;
  readonly baseline: string;
  readonly target: string;
}

interface RollbackNames {
  readonly service: string;
  readonly branch: string;
  readonly restored: string;
  /** First and last deployment taken back. */
  readonly first: string;
  readonly head: string;
  readonly reason: string;
}

const short = (commit: string): string => commit.slice(0, 12);

export const candidateBranch = ({ from, to, source }: PromotionNames): string =>
  `promote/${from}-to-${to}/${short(source)}`;

export function promotionMessage(names: PromotionNames): string {
  const { service, from, to, source, baseline, target } = names;
  return [
    `Promote ${service} from ${from} to ${to}`,
    '',
    `Promoted-From: ${from}@${source}`,
    `Promotion-Baseline: ${baseline}`,
    `Promotion-Target: ${to}@${target}`,
  ].join('\n');
}

export function rollbackMessage({ service, branch, restored, first, head, reason }: RollbackNames): string {
  return [
    `Roll back ${service} on ${branch} to ${short(restored)}`,
    '',
    `Rolled-Back-To: ${restored}`,
    `Rolled-Back: ${first}..${head}`,
    `Rollback-Target: ${branch}`,
    `Rollback-Reason: ${reason}`,
  ].join('\n');
}

/** As git and the forges write it; for a merge they add what it reverses. */
export function revertMessage(reverted: { id: string; message: string; parents: readonly string[] }): string {
  const [subject = ''] = reverted.message.split('\n');
  const [before, merged] = reverted.parents;
  const reverses = merged === undefined ? '.' : `, reversing\nchanges made to ${before ?? ''}.`;
  return `Revert "${subject}"\n\nThis reverts commit ${reverted.id}${reverses}`;
}

export const byHand = (from: string, to: string, title: string | undefined): string =>
  title ?? `Merge branch '${from}' into ${to}`;
