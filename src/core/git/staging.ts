import type { Sha } from '../support/sha';
import { encodeCommit, encodeTree, newObject, type NewCommit, type NewObject } from './encode';
import type { Mode, TreeEntry } from './objects';
import type { Repository } from './repository';

/** What becomes of a path: a file, or nothing. */
export type FileEdit = { readonly mode: Mode; readonly sha: Sha } | null;

/** New objects, named as git names them and not written yet: a plan needs the names alone. */
export class Staging {
  private readonly made = new Map<Sha, NewObject>();

  constructor(private readonly repository: Repository) {}

  objects(): readonly NewObject[] {
    return [...this.made.values()];
  }

  blob(data: Buffer): Sha {
    return this.add('blob', data);
  }

  commit(commit: NewCommit): Sha {
    return this.add('commit', encodeCommit(commit));
  }

  has(sha: Sha): boolean {
    return this.made.has(sha);
  }

  /** The bytes of a file: staged here, or of the repository. */
  async read(sha: Sha): Promise<Buffer> {
    return this.made.get(sha)?.data ?? this.repository.blob(sha);
  }

  /** The tree that `root` becomes with these edits, by path. A folder that loses its last file goes away. */
  async edit(root: Sha, edits: ReadonlyMap<string, FileEdit>): Promise<Sha> {
    if (edits.size === 0) return root;
    const entries = await this.editFolder(await this.repository.tree(root), edits);
    return this.add('tree', encodeTree(entries));
  }

  private async editFolder(
    entries: readonly TreeEntry[],
    edits: ReadonlyMap<string, FileEdit>,
  ): Promise<readonly TreeEntry[]> {
    const here = new Map(entries.map((entry) => [entry.name, entry]));
    const below = new Map<string, Map<string, FileEdit>>();
    for (const [path, edit] of edits) {
      const slash = path.indexOf('/');
      if (slash < 0) {
        if (edit === null) here.delete(path);
        else here.set(path, { name: path, ...edit });
        continue;
      }
      const folder = path.slice(0, slash);
      const inner = below.get(folder) ?? new Map<string, FileEdit>();
      below.set(folder, inner.set(path.slice(slash + 1), edit));
    }
    for (const [name, inner] of below) {
      const old = here.get(name);
      const oldEntries = old?.mode === '40000' ? await this.repository.tree(old.sha) : [];
      // A file that stands where only removals happen is not a folder: leave it.
      if (old && old.mode !== '40000' && [...inner.values()].every((edit) => edit === null)) continue;
      const edited = await this.editFolder(oldEntries, inner);
      if (edited.length === 0) here.delete(name);
      else here.set(name, { name, mode: '40000', sha: this.add('tree', encodeTree(edited)) });
    }
    return [...here.values()];
  }

  private add(kind: NewObject['kind'], data: Buffer): Sha {
    const object = newObject(this.repository.place.hash, kind, data);
    this.made.set(object.sha, object);
    return object.sha;
  }
}
