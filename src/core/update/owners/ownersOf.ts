import { diffTrees } from '../../git/diff';
import type { ContentReader } from '../../promotion/content/content';
import { isOurs } from '../../promotion/record/trailers';
import { imageAutomation } from '../../promotion/rollback/automation';
import { policyComment } from '../../promotion/rollback/imageMarks';
import { isSameImage } from '../../registry/imageName';
import type { ImageReference } from '../../registry/types';
import type { Sha } from '../../support/sha';
import type { ImageSite } from '../images/site';
import type { TextFile, TreeImages } from '../images/treeImages';
import { controllersIn } from './controllers';
import type { ImageOwner } from './owner';
import { renovateMayUpdate } from './renovate';

/** A configuration of Renovate, and whether the branch that is updated is the one it looks after by itself. */
export interface RenovateAt {
  readonly path: string;
  readonly text: string;
  readonly isDefault: boolean;
}

/** What tells who updates images. */
export interface OwnerEvidence {
  readonly branch: string;
  readonly head: Sha;
  readonly files: readonly TextFile[];
  readonly renovate: readonly RenovateAt[];
}

/** Who else updates an image that stands at these places; nobody, as far as the repository tells. */
export type OwnerOf = (image: ImageReference, sites: readonly ImageSite[]) => ImageOwner | undefined;

const newestDeployments = 3;

/** @see docs/update.md, "Where somebody else sees to it" */
export async function ownersOf(
  reader: ContentReader,
  images: TreeImages,
  { branch, head, files, renovate }: OwnerEvidence,
): Promise<OwnerOf> {
  const controller = controllersIn(files);
  const bot = await botsWork(reader, images, head);
  return (image, sites) => {
    const marked = sites.find(({ comments }) => comments.some((comment) => comment.match(policyComment) !== null));
    if (marked) return { by: 'flux', where: marked.path };
    const claimed = controller(image);
    if (claimed) return claimed;
    const renovating = renovate.find(({ text, isDefault }) => renovateMayUpdate(text, image, { branch, isDefault }));
    if (renovating) return { by: 'renovate', where: renovating.path };
    return bot?.images.some((one) => isSameImage(one, image)) ? { by: 'bot', where: bot.author } : undefined;
  };
}

/** The images that a bot set with one of the newest deployments. */
async function botsWork(
  reader: ContentReader,
  images: TreeImages,
  head: Sha,
): Promise<{ readonly author: string; readonly images: readonly ImageReference[] } | undefined> {
  const { repository } = reader;
  await repository.graph.load([head]);
  const newest = [...firstOf(repository.graph.firstParents(head), newestDeployments)];
  const { tree } = await repository.commit(head);
  const found = (await imageAutomation(reader, tree, newest)).find((one) => one.kind === 'bot');
  if (!found) return undefined;
  const commit = await repository.commit(found.commit);
  const [parent] = commit.parents;
  // A commit of ours bears the name of the one that it stands on.
  if (isOurs(commit.message) || parent === undefined) return undefined;
  const differences = await diffTrees(repository, (await repository.commit(parent)).tree, commit.tree);
  const changed = await Promise.all(
    differences.map(async ({ path, before, after }) => {
      const was = (await images.inFile(path, before)).sites.map(({ image }) => image);
      const is = (await images.inFile(path, after)).sites.map(({ image }) => image);
      return is.filter(
        (image) => !was.some((one) => isSameImage(one, image) && one.tag === image.tag && one.digest === image.digest),
      );
    }),
  );
  return { author: found.author, images: changed.flat() };
}

function* firstOf<T>(all: Iterable<T>, most: number): Iterable<T> {
  let given = 0;
  for (const one of all) {
    if (given === most) return;
    given += 1;
    yield one;
  }
}
