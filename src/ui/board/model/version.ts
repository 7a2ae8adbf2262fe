import type { Cell, HealthState } from '../../../core/fleet/state/snapshot';
import { ownVersion } from '../../../core/images/ownVersion';
import { subjectOf } from '../../../core/manifest/secrecy/commits';
import { RegistryError } from '../../../core/registry/errors';
import { imageName, readImageName } from '../../../core/registry/imageName';
import type { ImageReference } from '../../../core/registry/types';
import { short } from '../../../core/support/sha';
import type { Commit } from '../../../core/git/objects';
import type { EnvironmentCell } from '../../../board/protocol/board';
import { plainText } from '../../words/markdown';

/** What is shown of a cell as its version, and of that alone what it did and when. */
export interface Version extends Pick<EnvironmentCell, 'version' | 'basis' | 'subject'> {
  /** When what is shown was committed; nothing where no commit is known to be it. */
  readonly changedAt?: number;
}

/**
 * What of a cell is called its version: the tag of its image as the cluster has it, else the revision that runs, else that
 * of the branch, which is not known to run. What a commit says stands beside it only where that commit is what is shown.
 */
export function versionOf(cell: Cell): Version {
  const { live, head, connection } = cell;
  const basis = connection.kind === 'stale' ? 'ran' : 'runs';
  const running = live.kind === 'exact' ? live.deployment : undefined;
  const image = imageVersionOf(cell);
  if (image !== undefined) return { version: image, basis, ...told(running) };
  if (running) return { version: revision(running), basis, ...told(running) };
  if (head.kind === 'known') return { version: revision(head.commit), basis: 'branch', ...told(head.commit) };
  return { version: '', basis: 'unknown', ...told(undefined) };
}

/** The version of its own image as the cluster has it, or had it when it was last seen; nothing where no image is known. */
export function imageVersionOf({ health, service }: Pick<Cell, 'health' | 'service'>): string | undefined {
  return ownVersion({ images: imagesOf(health), isWhole: true }, service.name);
}

function told(commit: Commit | undefined): Pick<Version, 'subject' | 'changedAt'> {
  if (!commit) return { subject: '' };
  const at = Date.parse(commit.committer.time);
  return { subject: plainText(subjectOf(commit)), ...(Number.isFinite(at) ? { changedAt: at } : {}) };
}

/** The images of all workloads that the branch names, each once. What is no name of an image is left out. */
export function imagesOf(health: HealthState): readonly ImageReference[] {
  if (health.kind === 'unknown') return [];
  const read = health.workloads.flatMap(({ images = [] }) => images).flatMap((text) => readable(text) ?? []);
  return [...new Map(read.map((image) => [imageName(image), image])).values()];
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
