import type { ImageRule } from '../catalog/update/rules';
import type { Repository } from '../git/repository';
import { isOurs } from '../promotion/record/trailers';
import { isSameImage } from '../registry/imageName';
import type { ImageReference } from '../registry/types';
import type { Sha } from '../support/sha';
import type { TakenImage } from './hold/takenAway';
import type { ImageSite, Version } from '../images/site';
import type { TreeImages } from '../images/treeImages';
import { chooseTag } from './policy/choose';
import { orderOf } from './policy/order';

/** The image that is proposed for a place already; nothing where none is. */
export type ProposedAt = (site: ImageSite) => ImageReference | undefined;

/** What a commit of ours proposes, place by place; of anybody else's commit, nothing. */
export async function proposedBy(
  repository: Repository,
  images: TreeImages,
  commit: Sha | undefined,
): Promise<ProposedAt> {
  if (commit === undefined) return () => undefined;
  const { tree, message } = await repository.commit(commit);
  if (!isOurs(message)) return () => undefined;
  const { files } = await images.files(tree);
  const sites = files.flatMap((file) => file.sites);
  const known = new Map(sites.map((site) => [nameOf(site), site.image]));
  return (site) => known.get(nameOf(site));
}

function nameOf({ path, key }: ImageSite): string {
  return JSON.stringify([path, key]);
}

/**
 * What goes on being proposed while the registry cannot be asked: the version that is proposed, where it is still one that
 * the rule could propose.
 */
export function keptVersion(
  {
    rule,
    image,
    taken,
  }: { readonly rule: ImageRule; readonly image: ImageReference; readonly taken: readonly TakenImage[] },
  proposed: ImageReference | undefined,
): Version | undefined {
  const { tag, digest } = proposed ?? {};
  if (!proposed || !isSameImage(proposed, image) || tag === undefined || image.tag === undefined) return undefined;
  // The tag stays, and its digest follows it, by whatever policy.
  if (tag === image.tag) {
    if (digest === undefined || digest === image.digest) return undefined;
    const isWanted = rule.pinsDigest || image.digest !== undefined;
    const isTaken = taken.some((one) => one.image.tag === tag && one.image.digest === digest);
    return isWanted && !isTaken ? { tag, digest } : undefined;
  }
  if (rule.policy.kind === 'newest') return undefined; // when they were built, only the registry tells
  const tags = taken.flatMap((one) => one.image.tag ?? []);
  const choice = chooseTag(orderOf(rule), { current: image.tag, tags: [tag], taken: tags });
  return choice.kind === 'newer' ? { tag, ...(digest === undefined ? {} : { digest }) } : undefined;
}
