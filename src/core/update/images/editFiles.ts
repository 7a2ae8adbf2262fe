import { proposedVersion, type ImageOutcome } from '../outcome';
import { editImages, type ImageEdit } from './edit';
import type { TextFile } from '../../images/treeImages';

/** A file as it is, and as it becomes. */
export interface EditedFile {
  readonly file: TextFile;
  readonly after: string;
}

/** Where an image cannot be written, and why. */
export interface Refusal {
  readonly path: string;
  readonly reason: string;
}

export interface EditedFiles {
  readonly edited: readonly EditedFile[];
  readonly refused: ReadonlyMap<ImageOutcome, Refusal>;
}

/**
 * The files with what is proposed for their images. An image that cannot be written at one of its places is written at
 * none: half of them with another version is what nobody has proposed. The others of its files are written all the same.
 */
export function editFiles(files: readonly TextFile[], images: readonly ImageOutcome[]): EditedFiles {
  const refused = new Map<ImageOutcome, Refusal>();
  for (;;) {
    const before = refused.size;
    const edited = files.flatMap((file): readonly EditedFile[] => {
      const meant = images.filter((outcome) => !refused.has(outcome) && editsOf(outcome, file.path).length > 0);
      if (meant.length === 0) return [];
      const result = editImages(
        file.text,
        meant.flatMap((outcome) => editsOf(outcome, file.path)),
      );
      if (result.kind === 'edited') return result.text === file.text ? [] : [{ file, after: result.text }];
      for (const [outcome, reason] of culprits(file, meant, result.reason)) {
        refused.set(outcome, { path: file.path, reason });
      }
      return [];
    });
    // Whatever was refused has no place in the other files either.
    if (refused.size === before) return { edited, refused };
  }
}

/** Those that cannot be written by themselves; where each of them can, it is all of them together that cannot. */
function culprits(
  { path, text }: TextFile,
  meant: readonly ImageOutcome[],
  together: string,
): readonly (readonly [ImageOutcome, string])[] {
  const alone = meant.flatMap((outcome) => {
    const result = editImages(text, editsOf(outcome, path));
    return result.kind === 'refused' ? [[outcome, result.reason] as const] : [];
  });
  return alone.length > 0 ? alone : meant.map((outcome) => [outcome, together] as const);
}

function editsOf({ sites, verdict }: ImageOutcome, path: string): readonly ImageEdit[] {
  const to = proposedVersion(verdict);
  return to ? sites.flatMap((site) => (site.path === path ? [{ site, to }] : [])) : [];
}
