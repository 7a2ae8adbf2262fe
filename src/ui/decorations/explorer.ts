import * as vscode from 'vscode';
import { hasDrift, type ObjectDrift } from '../../core/drift/report';
import type { Fleet } from '../../core/fleet/fleet';
import { cellId, type Cell, type FleetChange } from '../../core/fleet/state/snapshot';
import type { WorkspaceFolders } from '../app';
import { branchUri } from '../documents/branchUri';

/** A letter on each file of the explorer, and of tabs, whose objects drifted in the environment that is meant. */
export class DriftedFiles implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.Uri[]>();
  readonly onDidChangeFileDecorations = this.changes.event;
  private readonly listening: { dispose(): void };
  /** By cell, the files that have a letter. */
  private readonly drifted = new Map<string, ReadonlySet<string>>();

  constructor(
    private readonly fleet: Pick<Fleet, 'snapshot' | 'onDidChange'>,
    private readonly folders: Pick<WorkspaceFolders, 'fileOf' | 'checkedOut'>,
  ) {
    this.listening = fleet.onDidChange((change) => void this.onFleetChange(change));
  }

  async provideFileDecoration(uri: vscode.Uri): Promise<vscode.FileDecoration | undefined> {
    if (!/\.(ya?ml|json)$/i.test(uri.path)) return undefined;
    const file = await this.folders.fileOf(uri);
    if (file?.environment === undefined) return undefined;
    const cell = this.fleet.snapshot.cells.get(cellId(file.service, file.environment));
    if (cell?.drift.kind !== 'known' || (file.commit !== undefined && file.commit !== cell.drift.commit))
      return undefined;
    const count = objectsOf(cell).filter((object) => object.file === file.path).length;
    if (count === 0) return undefined;
    const words = vscode.l10n.t('{count} drifted in {environment}', { count, environment: file.environment });
    return new vscode.FileDecoration('D', words, new vscode.ThemeColor('branchline.drift.changed'));
  }

  dispose(): void {
    this.listening.dispose();
    this.changes.dispose();
  }

  /** Only files whose letter comes or goes are asked for again. */
  private async onFleetChange({ snapshot, cells, shape }: FleetChange): Promise<void> {
    const touched = shape ? [...snapshot.cells.values()] : [...cells].flatMap((id) => snapshot.cells.get(id) ?? []);
    const uris: vscode.Uri[] = [];
    for (const cell of touched) {
      const before = this.drifted.get(cell.id) ?? new Set();
      const now = new Set(objectsOf(cell).flatMap(({ file }) => file ?? []));
      const changed = [...new Set([...now, ...before])].filter((path) => now.has(path) !== before.has(path));
      if (changed.length === 0) continue;
      this.drifted.set(cell.id, now);
      for (const path of changed) uris.push(...(await this.urisOf(cell, path)));
    }
    if (uris.length > 0) this.changes.fire(uris);
  }

  private async urisOf(cell: Cell, path: string): Promise<readonly vscode.Uri[]> {
    const { service, environment, drift } = cell;
    const onDisk = await this.folders.checkedOut(cell, path);
    const place = { service: service.name, environment: environment.name, path };
    return [
      ...(onDisk ? [onDisk] : []),
      ...(drift.kind === 'known' ? [branchUri({ ...place, commit: drift.commit })] : []),
    ];
  }
}

function objectsOf({ drift }: Cell): readonly ObjectDrift[] {
  if (drift.kind === 'unknown' || !hasDrift(drift.report)) return [];
  return drift.report.objects.filter(({ verdict }) =>
    ['changed', 'missing', 'masked', 'extra', 'absent'].includes(verdict),
  );
}
