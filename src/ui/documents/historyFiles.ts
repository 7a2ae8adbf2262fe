import * as vscode from 'vscode';
import type { Fleet } from '../../core/fleet/fleet';
import type { Sha } from '../../core/support/sha';
import { type BlobFile, parseBlobUri } from './blobUri';
import { parseBranchUri, type BranchFile } from './branchUri';

/** How many commits' lists of files are remembered. */
const maxLists = 32;

/**
 * Files of the past, and of branches that are not checked out: to read, search and walk through, never to write. The
 * same address always has the same content. Values of Secrets never reach a document.
 */
export class HistoryFiles implements vscode.FileSystemProvider {
  private readonly lists = new Map<string, Promise<ReadonlyMap<string, Sha>>>();
  /** Nothing ever changes. */
  readonly onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]> = () => new vscode.Disposable(() => undefined);

  constructor(
    private readonly fleet: Pick<Fleet, 'changedFiles' | 'shownFile'>,
    private readonly signal: AbortSignal,
  ) {}

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const times = { ctime: 0, mtime: 0, permissions: vscode.FilePermission.Readonly };
    const branch = parseBranchUri(uri);
    if (branch && (await this.childrenOf(branch)).size > 0)
      return { type: vscode.FileType.Directory, size: 0, ...times };
    return { type: vscode.FileType.File, size: (await this.readFile(uri)).length, ...times };
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    const branch = parseBranchUri(uri);
    const children = branch ? await this.childrenOf(branch) : undefined;
    if (!children || children.size === 0) throw vscode.FileSystemError.FileNotFound(uri);
    return [...children];
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const named = await this.blobOf(uri);
    if (!named) throw vscode.FileSystemError.FileNotFound(uri);
    const { service, path, blob, commits } = named;
    if (blob === undefined) return new Uint8Array();
    return new TextEncoder().encode(await this.fleet.shownFile(service, { path, blob, commits }, this.signal));
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  private async blobOf(uri: vscode.Uri): Promise<BlobFile | undefined> {
    const branch = parseBranchUri(uri);
    if (!branch) return parseBlobUri(uri);
    const blob = (await this.filesOf(branch)).get(branch.path);
    const { service, path, commit } = branch;
    return blob === undefined ? undefined : { service, path, blob, commits: [commit] };
  }

  private async childrenOf(folder: BranchFile): Promise<ReadonlyMap<string, vscode.FileType>> {
    const prefix = folder.path === '' ? '' : `${folder.path}/`;
    const children = new Map<string, vscode.FileType>();
    for (const path of (await this.filesOf(folder)).keys()) {
      if (!path.startsWith(prefix)) continue;
      const [name = '', ...deeper] = path.slice(prefix.length).split('/');
      children.set(name, deeper.length > 0 ? vscode.FileType.Directory : vscode.FileType.File);
    }
    return children;
  }

  private filesOf({ service, commit }: BranchFile): Promise<ReadonlyMap<string, Sha>> {
    const key = `${service} ${commit}`;
    const known = this.lists.get(key);
    if (known) return known;
    const list = this.fleet
      .changedFiles(service, undefined, commit, this.signal)
      .then(
        (files) => new Map(files.flatMap(({ path, after }) => (after === undefined ? [] : [[path, after] as const]))),
      );
    this.lists.set(key, list);
    list.catch(() => this.lists.delete(key)); // asked again the next time
    for (const oldest of this.lists.keys()) {
      if (this.lists.size <= maxLists) break;
      this.lists.delete(oldest);
    }
    return list;
  }
}
