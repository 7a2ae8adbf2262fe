import type { Sha } from '../support/sha';
import type { Repository } from './repository';
import { PathBudget } from './treeBound';
import { unsoundTree } from './treeFault';

/**
 * Makes sure that nothing is proposed that git's own check would refuse: looks at the folders by which `after` differs
 * from `before`, on both sides. Equal folders are not entered. `null` is the tree of nothing.
 * @throws GitError `git/unsoundTree` with the path of the entry; TooManyPaths
 */
export async function requireSoundTrees(
  repository: Repository,
  before: Sha | null,
  after: Sha,
  folder = '',
  budget = new PathBudget(),
): Promise<void> {
  if (before === after) return;
  const [young, old] = await Promise.all([repository.tree(after), before === null ? [] : repository.tree(before)]);
  for (const tree of [after, before]) {
    const fault = tree === null ? undefined : repository.faultOf(tree);
    if (fault) throw unsoundTree(folder, fault);
  }
  budget.spend(young.length, folder);
  const folders = new Map(old.flatMap(({ name, mode, sha }) => (mode === '40000' ? [[name, sha] as const] : [])));
  const changed = young.filter(({ name, mode, sha }) => mode === '40000' && folders.get(name) !== sha);
  await Promise.all(
    changed.map(({ name, sha }) =>
      requireSoundTrees(repository, folders.get(name) ?? null, sha, `${folder}${name}/`, budget),
    ),
  );
}
