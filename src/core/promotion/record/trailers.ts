import { isSha } from '../../git/names';
import type { Sha } from '../../support/sha';

/** A branch at a commit, as trailers write it: `dev@3f2a…`. */
export interface BranchPoint {
  readonly branch: string;
  readonly commit: Sha;
}

/** What a promotion says of itself. `partial`: only chosen items travelled. */
export interface PromotionRecord {
  readonly kind: 'promotion';
  readonly from: BranchPoint;
  readonly target: BranchPoint;
  readonly baseline?: Sha;
  readonly partial: boolean;
  /** Of a pull request from the source branch itself: written when it was opened, and more may have joined it since. */
  readonly ofSource?: true;
}

/** What a rollback says of itself. Undone deployments are single commits, or ranges of which both ends count. */
export interface RollbackRecord {
  readonly kind: 'rollback';
  readonly target: string;
  /** The head that it was made on; nothing in what an older version wrote. */
  readonly head?: Sha;
  readonly restored?: Sha;
  readonly undone: readonly { readonly first: Sha; readonly last: Sha }[];
  readonly reason?: string;
  /** It also stops what writes images into the branch. */
  readonly stopsAutomation?: true;
}

export type Record = PromotionRecord | RollbackRecord;

const known = new Map(
  [
    'Promoted-From',
    'Promotion-Target',
    'Promotion-Baseline',
    'Promotion-Scope',
    'Promotion-Commit',
    'Rolled-Back-To',
    'Rolled-Back',
    'Rollback-Target',
    'Rollback-Reason',
    'Rollback-Stops',
  ].map((name) => [name.toLowerCase(), name]),
);

type Block = Map<string, string[]>;

/**
 * All records of a message, in its order. They may stand in any paragraph: a squash joins the messages of many commits.
 * A line counts only from its first column, so that what is quoted or listed does not.
 */
export function recordsIn(message: string): readonly Record[] {
  return blocksOf(message).flatMap((block) => promotionOf(block) ?? rollbackOf(block) ?? []);
}

/** The deployments that a rollback counts by: the one that it went back to, else the ends of what it took back. */
export function namedBy({ restored, undone }: RollbackRecord): readonly Sha[] {
  return restored === undefined ? undone.flatMap(({ first, last }) => [first, last]) : [restored];
}

/** Whether a message is that of a commit of ours: a promotion, a rollback, the return of a hotfix, newer images. */
export function isOurs(message: string): boolean {
  return recordsIn(message).length > 0 || /^(?:Returned-From|Update-Target): /m.test(message);
}

/** What a commit of newer images says of itself: the branch that it was made for and on which commit, and the images that it brings. */
export function updateIn(
  message: string,
): { readonly target: BranchPoint; readonly images: readonly string[] } | undefined {
  const target = pointOf(/^Update-Target: (.+)$/m.exec(message)?.[1]?.trimEnd());
  const images = [...message.matchAll(/^Updated-Image: (\S+)\s*$/gm)].map(([, name = '']) => name);
  return target && images.length > 0 ? { target, images } : undefined;
}

/** `This reverts commit X`, as git and the forges write it. */
export function revertsIn(message: string): readonly string[] {
  return [...message.matchAll(/^This reverts commit ([0-9a-f]{7,64})\b/gm)].flatMap(([, sha]) => sha ?? []);
}

/**
 * The text with no line that is read as a record or as a revert: each that would be begins one column later. Who reads
 * it sees no difference.
 */
export function withoutRecords(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(
      /^(?=(?:Promoted|Promotion|Rolled|Rollback|Returned|Update|Updated|Branchline|Train)-|This reverts commit )/gim,
      ' ',
    );
}

function blocksOf(message: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  for (const line of message.split(/\r?\n/)) {
    const [, word = '', value = ''] = /^([A-Za-z][A-Za-z-]*):(.*)$/.exec(line) ?? [];
    const name = known.get(word.toLowerCase());
    if (name === undefined) {
      // Other trailers and empty lines may stand between ours; text ends the block.
      if (line.trim() !== '' && !/^[A-Za-z][A-Za-z-]*: /.test(line)) open = undefined;
      continue;
    }
    const starts = name === 'Promoted-From' || name === 'Rolled-Back-To' || name === 'Rollback-Target';
    if (!open || (starts && open.has(name))) {
      open = new Map();
      blocks.push(open);
    }
    open.set(name, [...(open.get(name) ?? []), value.replace(/^ +|(?<! ) +$/g, '')]);
  }
  return blocks;
}

function promotionOf(block: Block): PromotionRecord | undefined {
  const from = pointOf(block.get('Promoted-From')?.[0]);
  const target = pointOf(block.get('Promotion-Target')?.[0]);
  if (!from || !target) return undefined;
  const baseline = block.get('Promotion-Baseline')?.[0] ?? '';
  return {
    kind: 'promotion',
    from,
    target,
    ...(isSha(baseline) ? { baseline } : {}),
    partial: block.get('Promotion-Scope')?.[0] === 'partial',
    ...(block.get('Promotion-Commit')?.[0] === from.commit ? { ofSource: true } : {}),
  };
}

function rollbackOf(block: Block): RollbackRecord | undefined {
  const target = block.get('Rollback-Target')?.[0] ?? '';
  const restored = block.get('Rolled-Back-To')?.[0] ?? '';
  const undone = (block.get('Rolled-Back') ?? []).flatMap(rangesOf);
  if (target === '' || (!isSha(restored) && undone.length === 0)) return undefined;
  const reason = block.get('Rollback-Reason')?.[0];
  const point = pointOf(target);
  return {
    kind: 'rollback',
    target: point?.branch ?? target,
    ...(point ? { head: point.commit } : {}),
    ...(isSha(restored) ? { restored } : {}),
    undone,
    ...(reason === undefined ? {} : { reason }),
    ...(block.has('Rollback-Stops') ? { stopsAutomation: true } : {}),
  };
}

function rangesOf(text: string): readonly { first: Sha; last: Sha }[] {
  return text.split(/[\s,]+/).flatMap((part) => {
    const [first = '', last = first] = part.split('..');
    return isSha(first) && isSha(last) ? [{ first, last }] : [];
  });
}

/** The branch may hold an `@` itself. */
function pointOf(text: string | undefined): BranchPoint | undefined {
  const [, branch, commit] = /^(\S+)@([0-9a-f]{40}|[0-9a-f]{64})$/.exec(text ?? '') ?? [];
  return branch === undefined || commit === undefined ? undefined : { branch, commit };
}
