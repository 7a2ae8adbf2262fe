import type { Commit } from '../git/objects';
import { PromotionError } from '../promotion/errors';
import type { PlanMemory } from '../promotion/edge';
import { modeOf } from '../promotion/proposal/staleRollback';
import { recordsIn, revertsIn, type PromotionRecord, type RollbackRecord } from '../promotion/record/trailers';
import { planRollback, type RollbackMode } from '../promotion/rollback/rollback';
import { short, type Sha } from '../support/sha';

/** The base, and what merging into it gives. */
export interface JudgedTrees {
  readonly branch: string;
  readonly head: Sha;
  readonly merged: Sha;
}

/**
 * Whether something goes back, proven by doing the same again, which gives the tree `made`: the content that travels is
 * the same in it. `refuted`: it says so, and does something else.
 */
export type WayBack =
  | { readonly kind: 'proven'; readonly said: string; readonly made: Sha }
  | { readonly kind: 'refuted'; readonly said: string }
  | { readonly kind: 'none' };

/** What a head says of itself by its branch and its message. Hostile text: it says where to look, and proves nothing. */
export function promotionClaim(headBranch: string, { message }: Commit): PromotionRecord | undefined {
  if (!headBranch.startsWith('promote/')) return undefined;
  return recordsIn(message).find((record) => record.kind === 'promotion');
}

/**
 * Whether merging is a rollback: by doing again what the head says that it does (trailers, or a revert of git or of the
 * forge), and by holding the result against the tree. Whatever is not the same is no rollback.
 * @throws GitError
 */
export async function wayBack(
  memory: PlanMemory,
  headBranch: string,
  { message }: Commit,
  trees: JudgedTrees,
  signal: AbortSignal,
): Promise<WayBack> {
  const saysSo = headBranch.startsWith('rollback/');
  const record = saysSo ? recordsIn(message).find((one) => one.kind === 'rollback') : undefined;
  if (record && record.target === trees.branch) {
    const said = saidOf(record);
    const tree = await treeOf(memory, trees, { mode: modeOf(record), stops: record.stopsAutomation === true }, signal);
    return tree === trees.merged
      ? { kind: 'proven', said, made: tree }
      : { kind: 'refuted', said: `It says that it ${said}, and merging it now gives something else.` };
  }
  const { graph } = memory.reader.repository;
  const chain = memory.history.chain(trees.head);
  const reverted = revertsIn(message).flatMap((name) => chain.commits.find((sha) => sha.startsWith(name)) ?? []);
  if (reverted.length === 0) return { kind: 'none' };
  const mode: RollbackMode = { kind: 'undo', deployments: reverted };
  const tree = await treeOf(memory, trees, { mode, stops: false }, signal);
  const print = (one: Sha) => memory.reader.treePrint(one);
  if (tree === undefined || (await print(tree)) !== (await print(trees.merged))) return { kind: 'none' };
  if ((await print(graph.tree(trees.head))) === (await print(trees.merged))) return { kind: 'none' };
  return { kind: 'proven', said: `takes back ${reverted.map((sha) => short(sha)).join(', ')}`, made: tree };
}

function saidOf({ restored, undone }: RollbackRecord): string {
  return restored === undefined
    ? `takes back ${undone.map(({ first }) => short(first)).join(', ')}`
    : `goes back to the state of ${short(restored)}`;
}

/** The tree that the same rollback would give now; nothing where there is none. */
async function treeOf(
  memory: PlanMemory,
  { branch, head }: JudgedTrees,
  { mode, stops }: { readonly mode: RollbackMode; readonly stops: boolean },
  signal: AbortSignal,
): Promise<Sha | undefined> {
  const request = { branch, head, mode, ...(stops ? { stopAutomation: true } : {}) };
  try {
    const { tree, staging } = await planRollback(memory, request, signal);
    await memory.reader.repository.write(staging, signal);
    return tree ?? undefined;
  } catch (error) {
    if (error instanceof PromotionError) return undefined;
    throw error;
  }
}
