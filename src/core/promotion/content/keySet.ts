import { diffTrees } from '../../git/diff';
import { differingKeys } from '../../manifest/merge/travelling';
import type { Sha } from '../../support/sha';
import { wholeFile, type ContentReader, type FileContent, type FileRef, type KeyId } from './content';

/** Places of a tree: whole files, and single keys of files. */
export class ContentKeySet {
  private readonly files = new Set<string>();
  private readonly keys = new Map<string, Set<KeyId>>();

  addFile(path: string): void {
    this.files.add(path);
  }

  addKey(path: string, key: KeyId): void {
    const keys = this.keys.get(path) ?? new Set<KeyId>();
    this.keys.set(path, keys.add(key));
  }

  has(path: string, key: KeyId): boolean {
    const keys = this.keys.get(path);
    // Where the merge sees a file as one value, a change of any key of it is a change of that value.
    return this.files.has(path) || (key === wholeFile ? keys !== undefined : (keys?.has(key) ?? false));
  }

  /** The single keys of a file; none where the file as a whole is a place. */
  keysOf(path: string): ReadonlySet<KeyId> {
    return this.keys.get(path) ?? new Set();
  }

  get paths(): ReadonlySet<string> {
    return new Set([...this.files, ...this.keys.keys()]);
  }

  get isEmpty(): boolean {
    return this.files.size === 0 && this.keys.size === 0;
  }
}

/** The promotable places by which two trees differ. */
export async function changedKeys(
  reader: ContentReader,
  before: Sha | null,
  after: Sha | null,
): Promise<ContentKeySet> {
  const places = new ContentKeySet();
  const differences = await diffTrees(reader.repository, before, after);
  await Promise.all(
    differences
      .filter(({ path }) => !reader.rules.ownsPath(path))
      .map(async ({ path, before: old, after: young }) => {
        const [was, is] = await Promise.all([readIf(reader, path, old), readIf(reader, path, young)]);
        if (was?.kind !== 'keys' || is?.kind !== 'keys') {
          if (was?.fingerprint !== is?.fingerprint) places.addFile(path);
          return;
        }
        for (const key of differingKeys(was.values, is.values)) places.addKey(path, key);
      }),
  );
  return places;
}

export function readIf(
  reader: ContentReader,
  path: string,
  file: FileRef | undefined,
): Promise<FileContent | undefined> {
  return file ? reader.read(path, file) : Promise.resolve(undefined);
}
