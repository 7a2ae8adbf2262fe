import { isSha } from '../git/names';
import { mergeNatively } from '../git/nativeMerge';
import type { Repository } from '../git/repository';
import { Staging } from '../git/staging';
import type { Sha } from '../support/sha';

/**
 * What landing by rebase gives, held against what merging gives. `stops`: git would ask a person, so that no forge lands
 * it so. `unknown`: it has too many commits to be replayed here.
 */
export type Replay = 'same' | 'other' | 'stops' | 'unknown';

export interface Landing {
  readonly base: Sha;
  readonly head: Sha;
  /** The tree that merging gives. */
  readonly merged: Sha;
}

const mostCommits = 200;
const nobody = { name: 'Branchline', email: '', time: '1970-01-01T00:00:00+00:00' };

/**
 * Replays the commits of a head on its base one after the other, in objects alone, as a forge does that lands by rebase.
 * It is another tree than that of merging where a commit is taken back by a later one, and landed before by another way.
 * @throws GitError
 * @see git-rebase(1): merges are left out, and what the base has as the same patch
 */
export async function replayed(
  repository: Repository,
  { base, head, merged }: Landing,
  signal: AbortSignal,
): Promise<Replay> {
  const { graph } = repository;
  const shared = graph.ancestors(base);
  const own = [...graph.ancestors(head)].filter((commit) => !shared.has(commit));
  // One commit on what both have in common: that is what merging looks at.
  if (own.length < 2) return 'same';
  if (own.length > mostCommits) return 'unknown';
  const listed = await repository.run({
    args: [
      'rev-list',
      ...['--reverse', '--topo-order', '--no-merges', '--cherry-pick', '--right-only'],
      `${base}...${head}`,
      '--',
    ],
    signal,
  });
  const commits = listed.split('\n').filter(isSha);
  let tree = graph.tree(base);
  for (const commit of commits) {
    const next = await picked(repository, tree, commit, signal);
    if (next === undefined) return 'stops';
    tree = next;
  }
  return tree === merged ? 'same' : 'other';
}

/** The tree that one commit makes of another tree; nothing where it conflicts. */
async function picked(repository: Repository, onto: Sha, commit: Sha, signal: AbortSignal): Promise<Sha | undefined> {
  const { graph } = repository;
  const [parent] = graph.parents(commit);
  if (parent === undefined) return undefined;
  const [before, after] = [graph.tree(parent), graph.tree(commit)];
  if (onto === before) return after;
  if (before === after || onto === after) return onto;
  // A commit beside it, so that their parent is what both are merged by.
  const staging = new Staging(repository);
  const beside = staging.commit({
    tree: onto,
    parents: [parent],
    author: nobody,
    committer: nobody,
    message: 'Replayed\n',
  });
  await repository.write(staging, signal);
  const merge = await mergeNatively(repository, beside, commit, signal);
  return merge.kind === 'merged' ? merge.tree : undefined;
}
