import type { ContentRules } from '../../catalog/catalog';
import type { Repository } from '../../git/repository';
import type { Staging } from '../../git/staging';
import { TreeImages, type UnreadFile } from '../../images/treeImages';
import type { Sha } from '../../support/sha';
import { changedImages, type ChangedImages } from './changedImages';
import { codeOfImages, ofHistory, type CodeOfImage, type CodeSources } from './imageCode';

/** What the images that a change changes bring of their code. */
export interface CodeOfChange {
  readonly images: readonly CodeOfImage[];
  /** Changed files that could not be looked at: an image may stand there, too. */
  readonly unread: readonly UnreadFile[];
  /** How many changed images were not looked at: they are too many. */
  readonly more: number;
}

/**
 * The code that comes with a change from one tree to another. All objects lie in the repository.
 * @throws GitError; the signal's reason. What registry and forge do not answer is told, not thrown
 * @see docs/code.md
 */
export async function codeOfChange(
  repository: Repository,
  content: Pick<ContentRules, 'path'>,
  trees: { readonly before: Sha; readonly after: Sha },
  sources: CodeSources,
  signal: AbortSignal,
): Promise<CodeOfChange> {
  const reader = new TreeImages(repository, content, sources.rules);
  const { images: changed, unread } = await changedImages(repository, reader, trees, signal);
  const images = await codeOfImages(changed, sources, signal);
  return { images, unread, more: changed.length - images.length };
}

/**
 * The code that came with deployments, each a commit on the first-parent history of its branch; nothing of the first of
 * all, and of one below which a clone was cut.
 * @throws GitError; the signal's reason. What registry and forge do not answer is told, not thrown
 */
export async function codeOfDeployments(
  repository: Repository,
  content: Pick<ContentRules, 'path'>,
  deployments: readonly Sha[],
  sources: CodeSources,
  signal: AbortSignal,
): Promise<ReadonlyMap<Sha, CodeOfChange>> {
  const reader = new TreeImages(repository, content, sources.rules);
  const changed: (ChangedImages & { readonly deployment: Sha })[] = [];
  for (const deployment of deployments) {
    const { tree, parents } = await repository.commit(deployment);
    const [parent] = repository.place.shallow.has(deployment) ? [] : parents;
    if (parent === undefined) continue;
    const trees = { before: (await repository.commit(parent)).tree, after: tree };
    changed.push({ deployment, ...(await changedImages(repository, reader, trees, signal)) });
  }
  const all = changed.flatMap(({ images }) => images);
  const read = [...(await codeOfImages(all, sources, signal, ofHistory))];
  return new Map(
    changed.map(({ deployment, images: wanted, unread }) => {
      const images = read.splice(0, wanted.length);
      return [deployment, { images, unread, more: wanted.length - images.length }];
    }),
  );
}

interface CodeSetting {
  readonly repository: Repository;
  readonly content: Pick<ContentRules, 'path'>;
  readonly code?: CodeSources;
}

/**
 * The same, of a change that is being prepared; nothing where nobody is to be asked. Its objects are written beside the
 * repository's own, as they are once it is shown.
 */
export async function preparedCode(
  { repository, content, code }: CodeSetting,
  { before, after }: { readonly before: Sha | null; readonly after: Sha | null },
  staging: Staging | undefined,
  signal: AbortSignal,
): Promise<CodeOfChange | undefined> {
  if (!code || before === null || after === null) return undefined;
  if (staging) await repository.write(staging, signal);
  return codeOfChange(repository, content, { before, after }, code, signal);
}
