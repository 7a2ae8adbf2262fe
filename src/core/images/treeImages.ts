import type { ContentRules } from '../catalog/catalog';
import type { ImageRule } from '../catalog/update/rules';
import type { Mode } from '../git/objects';
import type { Repository } from '../git/repository';
import type { Sha } from '../support/sha';
import { imagesIn, type FoundImages } from './find';
import type { ImageSite } from './site';

/** A file of a tree, with the images that stand in it. */
export interface TextFile {
  readonly path: string;
  readonly mode: Mode;
  readonly text: string;
  readonly sites: readonly ImageSite[];
}

export interface UnreadFile {
  readonly path: string;
  readonly reason: string;
}

const isManifest = /\.(?:ya?ml|json)$|(?:^|\/)Kustomization$/i;
const largestBytes = 2_000_000;
const mostFiles = 5_000;
const notText: FoundImages = { sites: [], unreadable: 'It is too large, or not text in UTF-8.' };

export interface TreeFiles {
  readonly files: readonly TextFile[];
  readonly unread: readonly UnreadFile[];
}

/** The places of a tree where an image stands. */
export interface ImagesOfTree {
  readonly sites: readonly ImageSite[];
  /** Nothing is left out: no file that cannot be read, none that is rendered first, and not too many. */
  readonly isWhole: boolean;
}

/** A file as a text, whatever it is. */
export type NamedText = Pick<TextFile, 'path' | 'text'>;

/** Reads the images of trees; each file once, however many trees hold it. */
export class TreeImages {
  private readonly known = new Map<string, Promise<FoundImages>>();
  private readonly places = new Map<string, readonly string[]>();
  /** The last steps of the names that are looked for: without one of them a text names none of them. */
  private readonly names: readonly string[];

  constructor(
    private readonly repository: Repository,
    private readonly content: Pick<ContentRules, 'path'>,
    rules: readonly ImageRule[],
  ) {
    for (const { file, path } of rules.flatMap(({ at }) => at)) {
      this.places.set(file, [...(this.places.get(file) ?? []), path]);
    }
    this.names = rules.map(({ image }) => image.split('/').at(-1) ?? image);
  }

  /** The manifests of a tree, with their images, and what cannot be read though one may be named there. */
  async files(tree: Sha): Promise<TreeFiles> {
    const all = (await this.repository.files(tree)).filter(({ path, mode }) => this.mayHold(path, mode));
    const unread: UnreadFile[] = [];
    if (all.length > mostFiles) {
      unread.push({ path: this.content.path, reason: `Only the first ${mostFiles} files of ${all.length} are read.` });
    }
    const files = await Promise.all(
      all.slice(0, mostFiles).map(async ({ path, mode, sha }) => {
        const data = await this.repository.blob(sha);
        const text = textOf(data);
        const { sites, unreadable } = text === undefined ? notText : this.inText(path, text);
        if (unreadable !== undefined && this.names.some((name) => data.includes(name))) {
          unread.push({ path, reason: unreadable });
        }
        return text === undefined ? [] : [{ path, mode, text, sites }];
      }),
    );
    return { files: files.flat(), unread };
  }

  /** The manifests beside those where images are looked for: somebody may say there that they see to one. */
  async elsewhere(tree: Sha): Promise<readonly NamedText[]> {
    if (this.content.path === '.') return [];
    const all = (await this.repository.files(tree)).filter(
      ({ path, mode }) => isFile(mode) && isManifest.test(path) && !this.mayHold(path, mode),
    );
    const texts = await Promise.all(
      all.slice(0, mostFiles).map(async ({ path, sha }) => ({ path, text: await this.readText(sha) })),
    );
    return texts.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }]));
  }

  /** The images of one file of a tree; none where it is not there, or is none that is looked at. */
  async inFile(path: string, file: { readonly mode: Mode; readonly sha: Sha } | undefined): Promise<FoundImages> {
    if (!file || !this.mayHold(path, file.mode)) return { sites: [] };
    const name = `${path}\n${file.sha}`;
    const known =
      this.known.get(name) ??
      this.readText(file.sha).then((text) => (text === undefined ? notText : this.inText(path, text)));
    this.known.set(name, known);
    return known;
  }

  /** All places of a tree where an image stands, each file read once for all trees. What cannot be read is left out, and that is said. */
  async inTree(tree: Sha): Promise<ImagesOfTree> {
    const files = (await this.repository.files(tree)).filter(({ path, mode }) => this.mayHold(path, mode));
    const found = await Promise.all(files.slice(0, mostFiles).map((file) => this.inFile(file.path, file)));
    const isRead = found.every(({ unreadable, isTemplated }) => unreadable === undefined && isTemplated !== true);
    return { sites: found.flatMap(({ sites }) => sites), isWhole: isRead && files.length <= mostFiles };
  }

  private inText(path: string, text: string): FoundImages {
    return imagesIn(path, text, this.places.get(path));
  }

  private mayHold(path: string, mode: Mode): boolean {
    if (!isFile(mode)) return false;
    if (this.places.has(path)) return true;
    const { path: folder } = this.content;
    return isManifest.test(path) && (folder === '.' || path.startsWith(`${folder}/`));
  }

  private async readText(sha: Sha): Promise<string | undefined> {
    return textOf(await this.repository.blob(sha));
  }
}

function isFile(mode: Mode): boolean {
  return mode === '100644' || mode === '100755';
}

/** Text that does not survive reading and writing is not edited. */
function textOf(data: Buffer): string | undefined {
  if (data.length > largestBytes) return undefined;
  const text = data.toString('utf8');
  return Buffer.from(text).equals(data) ? text : undefined;
}
