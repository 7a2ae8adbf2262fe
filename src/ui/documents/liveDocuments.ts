import * as vscode from 'vscode';
import { projectLive } from '../../core/drift/project';
import type { Fleet } from '../../core/fleet/fleet';
import type { CellId } from '../../core/fleet/state/snapshot';
import { parseLiveUri } from './liveUri';

/** Manifests with the live values put in; they follow the cluster while they are open. */
export class LiveDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changes.event;
  private readonly listening: { dispose(): void };

  constructor(private readonly fleet: Pick<Fleet, 'content' | 'onDidChange'>) {
    this.listening = fleet.onDidChange(({ cells }) => {
      for (const { uri } of vscode.workspace.textDocuments) {
        const named = parseLiveUri(uri);
        if (named && cells.has(named.cell)) this.changes.fire(uri);
      }
    });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const named = parseLiveUri(uri);
    return named ? this.text(named.cell, named.path) : '';
  }

  dispose(): void {
    this.listening.dispose();
    this.changes.dispose();
  }

  private text(cell: CellId, path: string): string {
    const content = this.fleet.content(cell);
    const file = [...(content?.files ?? []), ...(content?.rendering ? [content.rendering.file] : [])].find(
      (candidate) => candidate.file === path,
    );
    if (!content || !file) return `# ${vscode.l10n.t('Nothing live is known of this file.')}\n`;
    return projectLive(file.objects, content.live);
  }
}
