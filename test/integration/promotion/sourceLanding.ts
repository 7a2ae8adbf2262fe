import { execFileSync } from 'node:child_process';
import type { World } from './world';

export type SourceStyle = 'merge' | 'squash' | 'rebase';

/** What a forge made of a pull request from the source branch itself. */
export type SourceLanding =
  /** New commits of the target, the oldest first. */
  | { readonly kind: 'landed'; readonly commits: readonly string[] }
  /** A rebase, where the target had nothing of its own: it points to the source's head. */
  | { readonly kind: 'fastForward' }
  /** It conflicts, or there is nothing to land. */
  | { readonly kind: 'refused' };

const refused: SourceLanding = { kind: 'refused' };

/**
 * Lands the source branch itself as forges do it, by git's own merge: nothing of ours decides what comes of it.
 * @param quoted the head of the source when the pull request was opened, where a squash quotes its text
 */
export async function landSource(
  world: World,
  from: string,
  to: string,
  style: SourceStyle,
  quoted?: string,
): Promise<SourceLanding> {
  const [source, target] = [world.head(from), world.head(to)];
  const base = world.git('merge-base', target, source);
  if (base === source) return refused;
  if (style === 'rebase') return base === target ? fastForward(world, to, source) : rebase(world, source, to);
  const tree = mergedTree(world, target, source);
  if (tree === undefined || (style === 'squash' && tree === world.treeOf(target))) return refused;
  const subjects = world.git('log', '--reverse', '--format=* %s', `${target}..${source}`);
  const text =
    quoted === undefined
      ? subjects
      : `Promoted-From: ${from}@${quoted}\nPromotion-Target: ${to}@${target}\nPromotion-Commit: ${quoted}`;
  const commit =
    style === 'merge'
      ? await world.commit(to, `Merge pull request #8 from ${from}\n`, {}, { tree, merge: [source] })
      : await world.commit(to, `From ${from} (#8)\n\n${text}\n`, {}, { tree });
  return { kind: 'landed', commits: [commit] };
}

async function fastForward(world: World, to: string, source: string): Promise<SourceLanding> {
  await world.reset(to, source);
  return { kind: 'fastForward' };
}

/** One by one, without merges and without what the target has already by the same patch; what turns out empty is dropped. */
async function rebase(world: World, source: string, to: string): Promise<SourceLanding> {
  const target = world.head(to);
  const args = ['--reverse', '--no-merges', '--cherry-pick', '--right-only', `${target}...${source}`];
  const picked = world.git('rev-list', ...args);
  let onto = target;
  const replayed: { readonly tree: string; readonly message: string }[] = [];
  for (const commit of picked === '' ? [] : picked.split('\n')) {
    const tree = pickedTree(world, commit, onto);
    if (tree === undefined) return refused;
    if (tree === world.treeOf(onto)) continue;
    replayed.push({ tree, message: world.messageOf(commit) });
    onto = world.git('commit-tree', tree, '-p', onto, '-m', 'picked');
  }
  const commits: string[] = [];
  for (const { tree, message } of replayed) commits.push(await world.commit(to, `${message}\n`, {}, { tree }));
  return commits.length === 0 ? refused : { kind: 'landed', commits };
}

/** `merge-tree` takes its base from history: so the three trees are put on commits of which one is the others' parent. */
function pickedTree(world: World, commit: string, onto: string): string | undefined {
  const base = world.git('commit-tree', world.treeOf(`${commit}^`), '-m', 'base');
  const side = (of: string) => world.git('commit-tree', world.treeOf(of), '-p', base, '-m', 'side');
  return mergedTree(world, side(onto), side(commit));
}

/** Nothing where git finds a conflict. */
function mergedTree(world: World, one: string, other: string): string | undefined {
  const args = ['merge-tree', '--write-tree', '--no-messages', one, other];
  try {
    return execFileSync('git', args, { cwd: world.path, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 1) return undefined;
    throw error;
  }
}
