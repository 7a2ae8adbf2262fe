import type { Cell, HealthState } from '../../../core/fleet/state/snapshot';
import { subjectOf } from '../../../core/manifest/secrecy/commits';
import { RegistryError } from '../../../core/registry/errors';
import { imageName, readImageName } from '../../../core/registry/imageName';
import type { ImageReference } from '../../../core/registry/types';
import { short } from '../../../core/support/sha';
import type { Commit } from '../../../core/git/objects';
import type { EnvironmentCell } from '../../../board/protocol/board';
import { plainText } from '../../words/markdown';

type Version = Pick<EnvironmentCell, 'version' | 'basis' | 'subject'>;

/**
 * What of a cell is called its version: the tag of its image as the cluster has it, else the revision that runs, else that
 * of the branch, which is not known to run. Where its images have several versions, the first of them, and how many more.
 */
export function versionOf(cell: Cell): Version {
  const { live, head } = cell;
  const commit = live.kind === 'exact' ? live.deployment : head.kind === 'known' ? head.commit : undefined;
  const subject = commit ? plainText(subjectOf(commit)) : '';
  const tags = tagsOf(imagesOf(cell.health), cell.service.name);
  const [first, ...more] = tags;
  if (first !== undefined)
    return { version: more.length > 0 ? `${first} +${more.length}` : first, basis: 'runs', subject };
  if (live.kind === 'exact') return { version: revision(live.deployment), basis: 'runs', subject };
  if (head.kind === 'known') return { version: revision(head.commit), basis: 'branch', subject };
  return { version: '', basis: 'unknown', subject };
}

/** The images of all workloads that the branch names, each once. What is no name of an image is left out. */
export function imagesOf(health: HealthState): readonly ImageReference[] {
  if (health.kind === 'unknown') return [];
  const read = health.workloads.flatMap(({ images = [] }) => images).flatMap((text) => readable(text) ?? []);
  return [...new Map(read.map((image) => [imageName(image), image])).values()];
}

/** The versions: that of the image which is called as the service comes first. */
function tagsOf(images: readonly ImageReference[], service: string): readonly string[] {
  const isOwn = ({ repository }: ImageReference) => repository.split('/').at(-1) === service;
  const sorted = [...images.filter(isOwn), ...images.filter((image) => !isOwn(image))];
  return [...new Set(sorted.flatMap(({ tag, digest }) => tag ?? digest?.slice(0, 'sha256:'.length + 10) ?? []))];
}

function readable(text: string): ImageReference | undefined {
  try {
    return readImageName(text);
  } catch (error) {
    if (RegistryError.is(error, 'badName')) return undefined;
    throw error;
  }
}

function revision({ sha }: Commit): string {
  return short(sha).slice(0, 7);
}
