import type { Disposable } from '../support/disposable';
import type { Sha } from '../support/sha';
import { ObjectReader } from './batch';
import { decodeCommit, decodeTree } from './decode';
import { encodePack, type HashName, type NewObject } from './encode';
import { GitError } from './errors';
import { CommitGraph, type GraphCommit } from './graph';
import { Lru, Room } from '../support/lru';
import { branchRef } from './names';
import type { Commit, FileEntry, TreeEntry } from './objects';
import { runGit, type GitCommand } from './run';
import { removeShell } from './shell';
import { TooManyPaths } from './treeBound';
import { treeFault, type TreeFault } from './treeFault';

export interface RepositoryLocation {
  /** The bare repository of ours that git runs in: a mirror, or a shell around a person's repository. */
  readonly gitDir: string;
  /** A shell is removed with the last use of it. */
  readonly isShell?: boolean;
  /** What was opened: the mirror, or the folder of a person's repository. */
  readonly folder: string;
  /** How people call it: a path or a URL. */
  readonly where: string;
  readonly hash: HashName;
  /** Commits whose parents a shallow clone lacks. */
  readonly shallow: ReadonlySet<Sha>;
}

/** What all repositories together keep of what was read from them, in bytes of memory (docs/benchmarks.md). */
export const objectsRoom = new Room(32_000_000);
const sizeOf = { commit: 800, treeEntry: 160, fileEntry: 120 };

interface FileList {
  readonly files: readonly FileEntry[];
  /** How many paths were written for it, those in folders once for each folder. */
  readonly steps: number;
}

/**
 * One repository, read. Commits and trees are immutable and kept; reading costs one process that stays, walking history
 * one for each new tip. Never touches refs, work tree or index.
 */
export class Repository implements Disposable {
  readonly graph: CommitGraph;
  private readonly reader: ObjectReader;
  private readonly commits = new Lru<Sha, Commit>(objectsRoom);
  private readonly trees = new Lru<Sha, readonly TreeEntry[]>(objectsRoom);
  /** Trees that are being read: whoever asks for one meanwhile waits for the same answer. */
  private readonly treesUnderway = new Map<Sha, Promise<readonly TreeEntry[]>>();
  /** Of the few trees that have one: kept, since it counts after the tree itself was dropped. */
  private readonly faults = new Map<Sha, TreeFault>();
  private readonly fileLists = new Lru<Sha, FileList>(objectsRoom);
  /** A folder that is named twice is listed once. */
  private readonly listsUnderway = new Map<Sha, Promise<FileList>>();

  constructor(readonly place: RepositoryLocation) {
    this.reader = new ObjectReader({ gitDir: place.gitDir, where: place.where });
    this.graph = new CommitGraph((tips, known, signal) => this.listAncestry(tips, known, signal));
  }

  get where(): string {
    return this.place.where;
  }

  get shaBytes(): number {
    return this.place.hash === 'sha1' ? 20 : 32;
  }

  /** The head of a local branch. */
  async head(branch: string): Promise<Sha | undefined> {
    return (await this.reader.read(`${branchRef(branch)}^{commit}`))?.sha;
  }

  /** The head of a branch as last fetched from `origin`, in a person's clone. */
  async remoteHead(branch: string): Promise<Sha | undefined> {
    return (await this.reader.read(`${branchRef(branch).replace('refs/heads/', 'refs/remotes/origin/')}^{commit}`))
      ?.sha;
  }

  /** The commit that a person's words mean: a name, a branch, `prod~2`. */
  async resolve(revision: string): Promise<Sha | undefined> {
    if (revision === '' || revision.startsWith('-') || /[\s\0]/.test(revision)) throw GitError.badName(revision);
    return (await this.reader.read(`${revision}^{commit}`))?.sha;
  }

  /** @throws GitError where the repository lacks it */
  async commit(sha: Sha): Promise<Commit> {
    const kept = this.commits.get(sha);
    if (kept) return kept;
    const object = await this.reader.read(sha);
    if (object?.kind !== 'commit') throw GitError.objectMissing(sha);
    const commit = decodeCommit(object.sha, object.data);
    this.commits.set(sha, commit, sizeOf.commit + commit.message.length);
    return commit;
  }

  async hasCommit(sha: Sha): Promise<boolean> {
    return this.commits.get(sha) !== undefined || (await this.reader.read(sha))?.kind === 'commit';
  }

  /** The entries of one folder. @throws GitError where the repository lacks it */
  async tree(sha: Sha): Promise<readonly TreeEntry[]> {
    const kept = this.trees.get(sha) ?? this.treesUnderway.get(sha);
    if (kept) return kept;
    const reading = this.readTree(sha);
    this.treesUnderway.set(sha, reading);
    try {
      return await reading;
    } finally {
      this.treesUnderway.delete(sha);
    }
  }

  private async readTree(sha: Sha): Promise<readonly TreeEntry[]> {
    const object = await this.reader.read(sha);
    // The empty tree is known to git in every repository, written or not.
    if (object?.kind !== 'tree') throw GitError.objectMissing(sha);
    const entries = decodeTree(object.data, this.shaBytes);
    const fault = treeFault(object.data, this.shaBytes);
    if (fault) this.faults.set(sha, fault);
    this.trees.set(sha, entries, (entries.length + 1) * sizeOf.treeEntry);
    return entries;
  }

  /** Why git would refuse a tree that was read here; nothing where it is sound. */
  faultOf(tree: Sha): TreeFault | undefined {
    return this.faults.get(tree);
  }

  /** All files of a tree, folders entered, in git's order. @throws TooManyPaths with the folder; GitError */
  async files(tree: Sha): Promise<readonly FileEntry[]> {
    return (await this.fileList(tree)).files;
  }

  private async fileList(tree: Sha): Promise<FileList> {
    const kept = this.fileLists.get(tree) ?? this.listsUnderway.get(tree);
    if (kept) return kept;
    const listing = this.listFiles(tree);
    this.listsUnderway.set(tree, listing);
    try {
      return await listing;
    } finally {
      this.listsUnderway.delete(tree);
    }
  }

  private async listFiles(tree: Sha): Promise<FileList> {
    const entries = await this.tree(tree);
    const lists = await Promise.all(
      entries.map(async ({ name, mode, sha }) => (mode === '40000' ? this.listBelow(name, sha) : undefined)),
    );
    const steps = lists.reduce((sum, below) => sum + (below ? below.steps + below.files.length : 1), 0);
    TooManyPaths.unlessWithin(steps);
    const files = entries.flatMap(({ name, mode, sha }, index): readonly FileEntry[] => {
      const below = lists[index];
      return below
        ? below.files.map((file) => ({ ...file, path: `${name}/${file.path}` }))
        : [{ path: name, mode, sha }];
    });
    const list = { files, steps };
    this.fileLists.set(tree, list, (files.length + 1) * sizeOf.fileEntry);
    return list;
  }

  private async listBelow(name: string, tree: Sha): Promise<FileList> {
    try {
      return await this.fileList(tree);
    } catch (error) {
      throw error instanceof TooManyPaths ? error.within(name) : error;
    }
  }

  /** The entry at a path, folders entered. */
  async entryAt(tree: Sha, path: string): Promise<TreeEntry | undefined> {
    const [name, ...rest] = path.split('/');
    const entry = (await this.tree(tree)).find((candidate) => candidate.name === name);
    if (!entry || rest.length === 0) return entry;
    return entry.mode === '40000' ? this.entryAt(entry.sha, rest.join('/')) : undefined;
  }

  /** @throws GitError where the repository lacks it, or it is too large to be read */
  async blob(sha: Sha): Promise<Buffer> {
    const object = await this.reader.read(sha);
    if (object?.kind !== 'blob') throw GitError.objectMissing(sha);
    return object.data;
  }

  /**
   * Writes what was staged: into our own mirror, or into the shell around a person's repository. From then on it is
   * read as everything else.
   */
  async write(staged: { objects(): readonly NewObject[] }, signal?: AbortSignal): Promise<void> {
    const objects = staged.objects();
    if (objects.length === 0) return;
    await this.run({ args: ['unpack-objects', '-q'], input: encodePack(this.place.hash, objects), signal });
  }

  /** Runs a git command here. New objects go to where this repository's new objects belong. */
  async run(command: Omit<GitCommand, 'place' | 'where'> & { readonly where?: string }): Promise<string> {
    const place = { kind: 'own', gitDir: this.place.gitDir } as const;
    return (await runGit({ where: this.where, ...command, place })).stdout;
  }

  dispose(): void {
    this.reader.dispose();
    for (const kept of [this.commits, this.trees, this.fileLists]) kept.clear();
    // What cannot be removed now is swept by a later run.
    if (this.place.isShell) void removeShell(this.place.gitDir).catch(() => undefined);
  }

  private async listAncestry(
    tips: readonly Sha[],
    known: readonly Sha[],
    signal: AbortSignal | undefined,
  ): Promise<readonly GraphCommit[]> {
    const not = known.length > 0 ? ['--not', ...known] : [];
    const stdout = await this.run({
      args: ['rev-list', '--no-commit-header', '--format=%H %T %P', ...tips, ...not, '--'],
      signal,
    });
    return stdout
      .split('\n')
      .map((line) => line.split(' ').filter((part) => part !== ''))
      .flatMap(([sha, tree, ...parents]) => (sha === undefined || tree === undefined ? [] : [{ sha, tree, parents }]));
  }
}
