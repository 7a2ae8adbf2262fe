import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { Catalog, Service } from '../core/catalog/catalog';
import type { Cell, FleetSnapshot } from '../core/fleet/state/snapshot';
import { renderedName } from '../core/fleet/cluster/shownRendering';
import { isCheckoutOf, readCheckout, type Checkout } from '../core/git/checkout';
import type { Clock } from '../core/support/clock';
import type { FleetFile, WorkspaceFolders } from './app';
import { parseBranchUri } from './documents/branchUri';
import { parseManifestsUri } from './documents/manifestsUri';

/** Where `.git` is a file, HEAD lies elsewhere: such folders are looked at again after this long. */
const lookLastsMs = 5_000;

interface Looked {
  readonly stamp: string;
  readonly checkouts: Promise<readonly Checkout[]>;
}

/**
 * The workspace's folders, and those one level below, that are checkouts. Only reads. Asked at every stroke and change of
 * a cluster, so git is run only where HEAD or the configuration of a folder has changed.
 */
export class CheckoutFolders implements WorkspaceFolders {
  private looked: Looked | undefined;
  private readonly serviceOf = new WeakMap<
    Checkout,
    { readonly catalog: Catalog; readonly service: Service | undefined }
  >();

  constructor(
    private readonly snapshot: () => FleetSnapshot,
    private readonly memory: vscode.Memento,
    private readonly clock: Clock,
  ) {}

  async choose(service: string, environment: string | undefined): Promise<void> {
    await this.memory.update(choiceKey(service), environment);
  }

  async checkedOut(cell: Cell, path: string): Promise<vscode.Uri | undefined> {
    for (const checkout of await this.checkouts()) {
      if (checkout.branch !== cell.environment.branch) continue;
      if (await isCheckoutOf(checkout, cell.service.repository)) return vscode.Uri.file(join(checkout.folder, path));
    }
    return undefined;
  }

  /** What a file of the disk, or of a branch, is to the fleet; nothing where it belongs to no service. */
  async fileOf(uri: vscode.Uri): Promise<FleetFile | undefined> {
    const branch = parseBranchUri(uri);
    if (branch) return branch;
    const rendered = parseManifestsUri(uri);
    if (rendered) return { ...rendered, path: renderedName, rendered: true };
    if (uri.scheme !== 'file') return undefined;
    const checkout = (await this.checkouts()).find(({ folder }) => uri.fsPath.startsWith(folder + sep));
    if (!checkout) return undefined;
    const service = await this.service(checkout);
    return (
      service && {
        service: service.name,
        path: relative(checkout.folder, uri.fsPath).split(sep).join('/'),
        environment:
          this.memory.get<string>(choiceKey(service.name)) ??
          service.environments.find(({ branch }) => branch === checkout.branch)?.name,
      }
    );
  }

  async codeCheckouts(): Promise<readonly Checkout[]> {
    const all = (await this.checkouts()).filter(({ origin }) => origin !== undefined);
    const services = await Promise.all(all.map((checkout) => this.service(checkout)));
    return all.filter((_, index) => !services[index]);
  }

  private async service(checkout: Checkout): Promise<Service | undefined> {
    const { catalog } = this.snapshot();
    if (!catalog) return undefined;
    const known = this.serviceOf.get(checkout);
    if (known?.catalog === catalog) return known.service;
    const fits = await Promise.all(catalog.services.map(({ repository }) => isCheckoutOf(checkout, repository)));
    const service = catalog.services.find((_, index) => fits[index]);
    this.serviceOf.set(checkout, { catalog, service });
    return service;
  }

  private async checkouts(): Promise<readonly Checkout[]> {
    const folders = await candidates();
    const stamp = (await Promise.all(folders.map((folder) => stampOf(folder, this.clock.now())))).join('\n');
    if (this.looked?.stamp !== stamp) this.looked = { stamp, checkouts: lookAt(folders) };
    return this.looked.checkouts;
  }
}

async function lookAt(folders: readonly string[]): Promise<readonly Checkout[]> {
  const found = await Promise.all(folders.map((folder) => readCheckout(folder)));
  return found.flatMap((checkout) => checkout ?? []);
}

async function candidates(): Promise<readonly string[]> {
  const roots = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const folders = await Promise.all(roots.map(async ({ uri }) => [uri.fsPath, ...(await subfolders(uri.fsPath))]));
  return [...new Set(folders.flat())];
}

/** Changes whenever another branch is checked out, or the remotes are others. */
async function stampOf(folder: string, now: number): Promise<string> {
  const git = join(folder, '.git');
  const [itself, ...files] = await Promise.all([git, join(git, 'HEAD'), join(git, 'config')].map(orNothing));
  if (itself?.isFile() === true) return `${folder} ${Math.floor(now / lookLastsMs)}`;
  return [folder, ...files.map((file) => (file ? `${file.mtimeMs} ${file.size}` : '-'))].join(' ');
}

function orNothing(path: string) {
  return stat(path).catch(() => undefined); // not a repository, or a bare one
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []); // a folder that may not be read
  const folders = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .slice(0, 200)
    .map(({ name }) => join(folder, name));
  const git = await Promise.all(folders.map((path) => orNothing(join(path, '.git'))));
  return folders.filter((_, index) => git[index]);
}

function choiceKey(service: string): string {
  return `branchline.environmentOf:${service}`;
}
