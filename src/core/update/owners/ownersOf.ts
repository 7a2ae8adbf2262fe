import { diffTrees } from '../../git/diff';
import type { ContentReader } from '../../promotion/content/content';
import type { Commit } from '../../git/objects';
import type { Repository } from '../../git/repository';
import { authorOf } from '../../manifest/secrecy/commits';
import { isOurs } from '../../promotion/record/trailers';
import { isByBot } from '../../promotion/rollback/automation';
import { policyComment } from '../../promotion/rollback/imageMarks';
import { isSameImage, isSameVersion } from '../../registry/imageName';
import type { ImageReference } from '../../registry/types';
import type { Sha } from '../../support/sha';
import type { ImageSite } from '../../images/site';
import type { NamedText, TreeImages } from '../../images/treeImages';
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
  /** Deployments that were pull requests of ours: a forge may have them made by the bot that opened or merged them, in words of its own. */
  readonly landed: ReadonlySet<Sha>;
  /** Of the whole tree. */
  readonly files: readonly NamedText[];
  readonly renovate: readonly RenovateAt[];
}

/** Who else updates an image that stands at these places; nobody, as far as the repository tells. */
export type OwnerOf = (image: ImageReference, sites: readonly ImageSite[]) => ImageOwner | undefined;

const newestDeployments = 3;

/** @see docs/update.md, "Where somebody else sees to it" */
export async function ownersOf(reader: ContentReader, images: TreeImages, evidence: OwnerEvidence): Promise<OwnerOf> {
  const { branch, files, renovate } = evidence;
  const controller = controllersIn(files);
  const bots = await botsWork(reader, images, evidence);
  return (image, sites) => {
    const marked = sites.find(({ comments }) => comments.some((comment) => comment.match(policyComment) !== null));
    if (marked) return { by: 'flux', where: marked.path };
    const claimed = controller(image);
    if (claimed) return claimed;
    const renovating = renovate.find(({ text, isDefault }) => renovateMayUpdate(text, image, { branch, isDefault }));
    if (renovating) return { by: 'renovate', where: renovating.path };
    const bot = bots.find((one) => one.images.some((set) => isSameImage(set, image)));
    return bot && { by: 'bot', where: bot.author };
  };
}

interface BotsWork {
  readonly author: string;
  readonly images: readonly ImageReference[];
}

/** The images that bots set with the newest deployments. */
async function botsWork(
  { repository }: ContentReader,
  images: TreeImages,
  { head, landed }: OwnerEvidence,
): Promise<readonly BotsWork[]> {
  await repository.graph.load([head]);
  const newest = [...firstOf(repository.graph.firstParents(head), newestDeployments)].filter((sha) => !landed.has(sha));
  const commits = await Promise.all(newest.map((sha) => repository.commit(sha)));
  // A commit of ours bears the name of the one that it stands on.
  const made = commits.filter((commit) => isByBot(commit) && !isOurs(commit.message));
  return Promise.all(
    made.map(async (commit) => ({ author: authorOf(commit), images: await setBy(repository, images, commit) })),
  );
}

/** The versions that a deployment brought. */
async function setBy(repository: Repository, images: TreeImages, { parents, tree }: Commit) {
  const [parent] = parents;
  if (parent === undefined) return [];
  const differences = await diffTrees(repository, (await repository.commit(parent)).tree, tree);
  const changed = differences.map(async ({ path, before, after }) => {
    const was = (await images.inFile(path, before)).sites.map(({ image }) => image);
    const is = (await images.inFile(path, after)).sites.map(({ image }) => image);
    return is.filter((image) => !was.some((one) => isSameVersion(one, image)));
  });
  return (await Promise.all(changed)).flat();
}

function* firstOf<T>(all: Iterable<T>, most: number): Iterable<T> {
  let given = 0;
  for (const one of all) {
    if (given === most) return;
    given += 1;
    yield one;
  }
}
