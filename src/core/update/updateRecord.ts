import type { PendingItem } from '../promotion/plan';
import { changeRecord, itemLine, placeLine, type ChangeRecord } from '../promotion/record/record';
import { code } from '../promotion/record/untrusted';
import { imageName } from '../registry/imageName';
import type { ImageReference } from '../registry/types';
import { oneLine } from '../support/oneLine';
import { short, type Sha } from '../support/sha';
import { withVersion, type Version } from '../images/site';
import type { CodeOfUpdates } from './code';
import { originLines } from './origin';
import { proposedVersion, type ImageOutcome } from './outcome';

export interface UpdateChanges {
  readonly items: readonly PendingItem[];
  readonly owned: readonly PendingItem[];
}

/** An image that is proposed. */
interface ProposedImage {
  readonly image: ImageReference;
  readonly to: Version;
  readonly outcome: ImageOutcome;
}

/**
 * The pull request of an update, and the message of its commit. Whatever a registry says is text, and nothing else.
 * @param changes `owned`: those of them that belong to their environment
 */
export function updateRecord(
  { service, branch, head }: { readonly service: string; readonly branch: string; readonly head: Sha },
  images: readonly ImageOutcome[],
  { items, owned }: UpdateChanges,
  commits: CodeOfUpdates = new Map(),
): ChangeRecord {
  const proposed = images.flatMap((outcome): readonly ProposedImage[] => {
    const to = proposedVersion(outcome.verdict);
    return to ? [{ image: outcome.image, to, outcome }] : [];
  });
  const counted = proposed.length === 1 ? '1 image' : `${proposed.length} images`;
  return changeRecord({
    title: titleOf(proposed, branch),
    introduction: [`${counted} of ${code(service)} for ${code(branch)}.`],
    origin: [`On top of ${code(branch)} at ${short(head)}.`],
    sections: [
      {
        name: 'images',
        title: 'Images',
        lines: proposed.flatMap((one) => [...imageLines(one), ...(commits.get(one.outcome)?.lines ?? [])]),
      },
      { name: 'items', title: 'Changes', lines: items.map(itemLine) },
      {
        name: 'owned',
        title: 'Belongs to its environment, and is not promoted from here',
        lines: owned.map(placeLine),
      },
    ],
    summary: proposed.map(({ image, to }) => `- ${imageName(image)} to ${imageName(withVersion(image, to))}`),
    trailers: [
      `Update-Target: ${branch}@${head}`,
      ...proposed.map(({ image, to }) => `Updated-Image: ${imageName(withVersion(image, to))}`),
    ],
    identity: ['update', service, branch],
  });
}

function titleOf(proposed: readonly ProposedImage[], branch: string): string {
  const [first] = proposed;
  if (!first || proposed.length > 1) return `Update ${proposed.length} images on ${branch}`;
  const name = first.image.repository.split('/').at(-1) ?? '';
  const { tag, digest } = first.to;
  const version = tag === first.image.tag && digest !== undefined ? `${tag} (${digest.slice(0, 19)})` : tag;
  return oneLine(`Update ${name} to ${version} on ${branch}`, 200);
}

function imageLines({ image, to, outcome: { verdict } }: ProposedImage): readonly string[] {
  const before = imageName(image);
  const after = to.digest === undefined ? to.tag : `${to.tag}@${to.digest}`;
  return [
    `- ${code(image.name, 300)}: ${code(before.slice(image.name.length + 1), 300)} → ${code(after, 300)}`,
    ...(verdict.kind === 'update' ? originLines(verdict.described, verdict.before) : []),
    ...(verdict.kind === 'failed' ? ['  - proposed before; the registry could not be asked again'] : []),
  ];
}
