import * as vscode from 'vscode';
import type { ChangePreview } from '../../core/fleet/fleet';
import type { App } from '../app';
import { previewMarkdown } from './markdown';
import { titleOf } from './confirm';

const scheme = 'branchline-preview';

/** Holds the texts of preview pages. One page a change: showing it again shows the same tab. */
export class PreviewPages implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changes.event;

  static register(): { pages: PreviewPages; registration: vscode.Disposable } {
    const pages = new PreviewPages();
    return { pages, registration: vscode.workspace.registerTextDocumentContentProvider(scheme, pages) };
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.path) ?? '';
  }

  put(title: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${title.replaceAll('/', '∕')}.md` });
    this.texts.set(uri.path, text);
    this.changes.fire(uri);
    return uri;
  }
}

/** Opens the page, rendered. */
export async function showPreviewPage(app: App, preview: ChangePreview): Promise<void> {
  const uri = app.pages.put(titleOf(preview), previewMarkdown(preview));
  await vscode.commands.executeCommand('markdown.showPreview', uri);
}
