import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { Cell, FleetSnapshot } from '../core/fleet/snapshot';
import { isCheckoutOf, readCheckout, type Checkout } from '../core/git/checkout';
import type { FleetFile, WorkspaceFolders } from './app';

/** A look at the folders is good for this long; a change of branch is seen at the next one. */
const lookLastsMs = 2_000;

/** The workspace's folders, and those one level below, that are checkouts. Only reads. */
export class CheckoutFolders implements WorkspaceFolders {
  private looked: { at: number; checkouts: Promise<readonly Checkout[]> } | undefined;

  constructor(
    private readonly snapshot: () => FleetSnapshot,
    private readonly memory: vscode.Memento,
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

  /** What a file of the disk is to the fleet; nothing where it belongs to no service. */
  async fileOf(uri: vscode.Uri): Promise<FleetFile | undefined> {
    if (uri.scheme !== 'file') return undefined;
    const checkout = (await this.checkouts()).find(({ folder }) => uri.fsPath.startsWith(folder + sep));
    if (!checkout) return undefined;
    for (const service of this.snapshot().catalog?.services ?? []) {
      if (!(await isCheckoutOf(checkout, service.repository))) continue;
      return {
        service: service.name,
        path: relative(checkout.folder, uri.fsPath).split(sep).join('/'),
        environment:
          this.memory.get<string>(choiceKey(service.name)) ??
          service.environments.find(({ branch }) => branch === checkout.branch)?.name,
      };
    }
    return undefined;
  }

  private checkouts(): Promise<readonly Checkout[]> {
    const now = Date.now();
    if (!this.looked || now - this.looked.at > lookLastsMs) this.looked = { at: now, checkouts: lookAtFolders() };
    return this.looked.checkouts;
  }
}

async function lookAtFolders(): Promise<readonly Checkout[]> {
  const roots = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const folders = await Promise.all(roots.map(async ({ uri }) => [uri.fsPath, ...(await subfolders(uri.fsPath))]));
  const found = await Promise.all([...new Set(folders.flat())].map((folder) => readCheckout(folder)));
  return found.flatMap((checkout) => checkout ?? []);
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []); // a folder that may not be read
  const folders = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .slice(0, 200)
    .map(({ name }) => join(folder, name));
  const isRepository = await Promise.all(folders.map((path) => stat(join(path, '.git')).then(...thereOrNot)));
  return folders.filter((_, index) => isRepository[index]);
}

const thereOrNot = [() => true, () => false] as const;

function choiceKey(service: string): string {
  return `branchline.environmentOf:${service}`;
}
