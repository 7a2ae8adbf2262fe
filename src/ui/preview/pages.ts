import * as vscode from 'vscode';

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

  /** Shows a page as it is to be read; where it is open already, its tab shows the new text. */
  async show(title: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${title.replaceAll('/', '∕')}.md` });
    this.texts.set(uri.path, text);
    this.changes.fire(uri);
    await vscode.commands.executeCommand('markdown.showPreview', uri);
    // VS Code lets go of the document behind a preview after some minutes, and then no change of it is heard any more.
    await vscode.commands.executeCommand('markdown.preview.refresh');
  }
}
