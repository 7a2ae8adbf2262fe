import * as vscode from 'vscode';
import type { Fleet } from '../../core/fleet/fleet';
import { cellId } from '../../core/fleet/state/snapshot';
import { say } from '../words/say';
import { parseManifestsUri } from './manifestsUri';

/** The rendered manifests of a cell, Secrets masked; they follow the head of its branch while they are open. */
export class RenderedManifests implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changes.event;
  private readonly listening: { dispose(): void };

  constructor(private readonly fleet: Pick<Fleet, 'content' | 'onDidChange'>) {
    this.listening = fleet.onDidChange(({ cells }) => {
      for (const document of vscode.workspace.textDocuments) {
        const named = parseManifestsUri(document.uri);
        if (!named || !cells.has(cellId(named.service, named.environment))) continue;
        if (this.provideTextDocumentContent(document.uri) !== document.getText()) this.changes.fire(document.uri);
      }
    });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const named = parseManifestsUri(uri);
    const content = named && this.fleet.content(cellId(named.service, named.environment));
    if (content?.rendering) return content.rendering.text;
    const why = content?.unrendered ? say(content.unrendered.said) : vscode.l10n.t('Nothing is rendered so far.');
    return `# ${why.replace(/\s+/g, ' ')}\n`;
  }

  dispose(): void {
    this.listening.dispose();
    this.changes.dispose();
  }
}
