import * as vscode from 'vscode';

const scheme = 'branchline-log';

/** In it no address is a link, and nothing is marked that only happens to say the same: package.json, `configurationDefaults`. */
const language = 'branchline-log';

/** Logs of pipelines, which are remote and may hold secrets: there for as long as they are open, and never on disk. */
export class PipelineLogs implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly registered: vscode.Disposable;
  private count = 0;

  constructor() {
    this.registered = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri, languageId }) => {
        // One that becomes ours is told as closed before.
        if (languageId === language) this.texts.delete(uri.toString());
      }),
    );
  }

  /** One that the editor opens anew with its window has no text any more: it never looks like a log that says nothing. */
  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? vscode.l10n.t('This log is kept nowhere. Open it once more.');
  }

  /** Each time as a document of its own: the same job may have run again since. @param name of its tab @param line where it is opened, from 0 */
  async show(name: string, text: string, line: number): Promise<void> {
    const query = String((this.count += 1));
    const uri = vscode.Uri.from({ scheme, path: `/${name.replaceAll(/[/\\]/g, '-')}.log`, query });
    this.texts.set(uri.toString(), text);
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
