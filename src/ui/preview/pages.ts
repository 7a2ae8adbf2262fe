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

  put(title: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${title.replaceAll('/', '∕')}.md` });
    this.texts.set(uri.path, text);
    this.changes.fire(uri);
    return uri;
  }
}
