import * as vscode from 'vscode';

const scheme = 'branchline-log';

/** In it no address is a link: package.json, `configurationDefaults`. */
const language = 'branchline-log';

/** Logs of pipelines, which are remote and may hold secrets: there for as long as they are open, and never on disk. */
export class PipelineLogs implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  private readonly registered: vscode.Disposable;
  readonly onDidChange = this.changes.event;

  constructor() {
    this.registered = vscode.Disposable.from(
      this.changes,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(uri.toString())),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  /** @param name of its tab @param line where it is opened, from 0 */
  async show(name: string, text: string, line: number): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${name.replaceAll(/[/\\]/g, '-')}.log` });
    this.texts.set(uri.toString(), text);
    this.changes.fire(uri);
    const opened = await vscode.workspace.openTextDocument(uri);
    const document = await vscode.languages.setTextDocumentLanguage(opened, language);
    const at = document.validateRange(new vscode.Range(line, 0, line, 0));
    await vscode.window.showTextDocument(document, { selection: at, preview: true });
  }

  dispose(): void {
    this.registered.dispose();
    this.texts.clear();
  }
}
