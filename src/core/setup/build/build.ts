import { join } from 'node:path';
import type { Environment, Service } from '../../catalog/catalog';
import { Repository } from '../../git/repository';
import { makeBare } from '../../git/shell';
import { requireSoundTrees } from '../../git/soundTrees';
import { Staging, type FileEdit } from '../../git/staging';
import type { Disposable } from '../../support/disposable';
import type { Sha } from '../../support/sha';
import type { Files } from '../content/place';

/** The first commits of a configuration repository, in a repository of ours. */
export interface Built extends Disposable {
  readonly repository: Repository;
  /** By branch, in the order in which they stand on each other. */
  readonly heads: ReadonlyMap<string, Sha>;
  readonly trees: ReadonlyMap<string, Sha>;
}

const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/**
 * Each branch gets one commit with the content of its environment, on top of that of the environment that is promoted to it: so
 * they have a history in common, and what is pending between them is told from the first day on.
 * @throws GitError where a template has names that git refuses
 */
export async function buildBranches(
  service: Service,
  files: (environment: Environment) => Files,
  { folder, at }: { readonly folder: string; readonly at: string },
  signal: AbortSignal,
): Promise<Built> {
  const gitDir = join(folder, 'content.git');
  await makeBare(gitDir, 'sha1');
  const repository = new Repository({ gitDir, folder: gitDir, where: service.name, hash: 'sha1', shallow: new Set() });
  try {
    const staging = new Staging(repository);
    const heads = new Map<string, Sha>();
    const trees = new Map<string, Sha>();
    const by = { name: 'Branchline', email: 'branchline@localhost', time: at };
    for (const environment of inOrder(service)) {
      const { branch, name } = environment;
      const tree = await staging.edit(emptyTree, edits(staging, files(environment)));
      const below = parentOf(environment, service);
      const parent = below === undefined ? undefined : heads.get(below);
      const message = `Set up ${service.name} in ${name}\n`;
      const parents = parent === undefined ? [] : [parent];
      heads.set(branch, staging.commit({ tree, parents, author: by, committer: by, message }));
      trees.set(branch, tree);
    }
    await repository.write(staging, signal);
    for (const tree of trees.values()) await requireSoundTrees(repository, null, tree);
    return { repository, heads, trees, dispose: () => repository.dispose() };
  } catch (error) {
    repository.dispose();
    throw error;
  }
}

function edits(staging: Staging, files: Files): ReadonlyMap<string, FileEdit> {
  return new Map([...files].map(([path, data]) => [path, { mode: '100644', sha: staging.blob(data) }]));
}

/** What is promoted from comes before what it is promoted to. */
function inOrder({ environments, edges }: Service): readonly Environment[] {
  const ordered: Environment[] = [];
  const add = (environment: Environment): void => {
    if (ordered.includes(environment)) return;
    for (const { from } of edges.filter(({ to }) => to === environment.name)) {
      const above = environments.find(({ name }) => name === from);
      if (above) add(above);
    }
    ordered.push(environment);
  };
  environments.forEach(add);
  return ordered;
}

/** The branch that it stands on: its first upstream's; of one without, the first of all. */
function parentOf({ name, branch }: Environment, service: Service): string | undefined {
  const upstream = service.edges.find(({ to }) => to === name)?.from;
  const [first] = inOrder(service);
  const found = service.environments.find((environment) => environment.name === upstream) ?? first;
  return found && found.branch !== branch ? found.branch : undefined;
}
