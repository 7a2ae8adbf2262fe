import * as vscode from 'vscode';

const scheme = 'branchline-rendered';

/** What a renderer prints for a tree: held for as long as a preview may be looked at, and never on disk. */
export class RenderedDocuments implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changes.event;

  static register(): { rendered: RenderedDocuments; registration: vscode.Disposable } {
    const rendered = new RenderedDocuments();
    return { rendered, registration: vscode.workspace.registerTextDocumentContentProvider(scheme, rendered) };
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  /** @param side which of the two it is; both are kept under the name of the change */
  put(change: string, side: 'before' | 'after', text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${change}/rendered.yaml`, query: side });
    this.texts.set(uri.toString(), text);
    this.changes.fire(uri);
    return uri;
  }
}
