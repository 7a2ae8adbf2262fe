import { imageName } from '../../core/registry/imageName';
import { inEnglish } from '../../core/support/message';
import type { Sha } from '../../core/support/sha';
import type { CodeCommit, CodeCommits } from '../../core/change/code/commits';
import type { CodeOfImage, ImageCode } from '../../core/change/code/imageCode';
import { listedCommits } from '../../core/change/code/lines';
import { rangeLink } from '../../core/change/code/links';
import type { CodeOfChange } from '../../core/change/code/ofChange';

/** Commits as `--json` has them: the newest twenty, and how many there are. */
interface CommitsDocument {
  readonly total: number;
  readonly commits: readonly CodeCommit[];
}

/** What one changed image brings of its code, as `--json` has it. */
export interface ImageCodeDocument {
  /** Its name, without a version. */
  readonly image: string;
  /** Name and version as they are written. `null`: it is new. */
  readonly before: string | null;
  readonly now: string;
  readonly places: CodeOfImage['image']['places'];
  readonly kind: ImageCode['kind'];
  /** Why nothing is known. */
  readonly said?: string;
  readonly repository?: string;
  readonly from?: Sha;
  readonly to?: Sha;
  readonly brings?: CommitsDocument;
  readonly takesBack?: CommitsDocument;
  readonly url?: string;
  /** It is so by labels alone, which may be those of the base image. */
  readonly labelled?: boolean;
  /** The digests that were looked at. `at`: when, where a tag named them, which may move. */
  readonly looked?: { readonly before: string; readonly now: string; readonly at?: string };
}

export interface CodeDocument {
  readonly images: readonly ImageCodeDocument[];
  readonly unread: CodeOfChange['unread'];
  /** How many more images changed, and were not looked at. */
  readonly more: number;
}

export function codeDocument({ images, unread, more }: CodeOfChange): CodeDocument {
  return { images: images.map(imageDocument), unread, more };
}

function imageDocument({ image, code, looked }: CodeOfImage): ImageCodeDocument {
  return {
    image: image.now.name,
    before: image.before ? imageName(image.before) : null,
    now: imageName(image.now),
    places: image.places,
    kind: code.kind,
    ...detailsOf(code),
    ...(looked
      ? {
          looked: {
            before: looked.before,
            now: looked.now,
            ...(looked.byTag ? { at: new Date(looked.at).toISOString() } : {}),
          },
        }
      : {}),
  };
}

function detailsOf(code: ImageCode): Partial<ImageCodeDocument> {
  switch (code.kind) {
    case 'known': {
      const { range, changes } = code;
      const url = rangeLink(range);
      return {
        repository: changes.repository,
        from: range.from,
        to: range.to,
        brings: commitsDocument(changes.brings),
        takesBack: commitsDocument(changes.takesBack),
        ...(url === undefined ? {} : { url }),
        ...(range.isLabelled ? { labelled: true } : {}),
      };
    }
    case 'same':
      return { from: code.commit, to: code.commit };
    case 'unknown':
      return { said: inEnglish(code.said) };
    case 'notAsked':
      return { said: `${code.registry} is not asked` };
  }
}

function commitsDocument({ commits, total }: CodeCommits): CommitsDocument {
  return { total, commits: commits.slice(0, listedCommits) };
}
