import type * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../core/support/disposable';
import type { Log } from '../../core/support/log';
import type { Details, FromPage, Screen, ToPage } from '../../timeline/protocol/timeline';
import { pageFolder, pageHtml } from '../pageHtml';
import { showError } from '../showError';
import { readFromPage } from './fromPage';

/** A tab with the page of the past: what it was told last is told again once it is shown anew. */
export class PastTab implements Disposable {
  private readonly owned = new DisposableStore();
  private screen: Screen | undefined;
  private details: Details | undefined;
  private busy = '';
  private isReady = false;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    { extension, log }: { readonly extension: vscode.Uri; readonly log: Log },
    hear: (said: Exclude<FromPage, { readonly kind: 'ready' }>) => Promise<unknown>,
  ) {
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [pageFolder(extension, { name: 'timeline' })] };
    this.owned.add(
      webview.onDidReceiveMessage((message: unknown) => {
        const said = readFromPage(message);
        if (!said) log.warn('[timeline] the page said something that it never says');
        else if (said.kind === 'ready') this.begin();
        else void hear(said).catch((error: unknown) => showError(log, '[timeline]', error));
      }),
    );
    // What is hidden is thrown away, and made anew when it is shown.
    this.owned.add(panel.onDidChangeViewState(() => (this.isReady &&= panel.visible)));
    webview.html = pageHtml(webview, extension, { name: 'timeline', title: panel.title });
  }

  set title(title: string) {
    this.panel.title = title;
  }

  reveal(): void {
    this.panel.reveal();
  }

  show(screen: Screen): void {
    this.screen = screen;
    this.say({ kind: 'screen', screen });
  }

  look(details: Details | undefined): void {
    this.details = details;
    this.say({ kind: 'details', details: details ?? null });
  }

  say(message: ToPage): void {
    if (message.kind === 'busy') this.busy = message.said;
    if (this.isReady) void this.panel.webview.postMessage(message);
  }

  dispose(): void {
    this.isReady = false;
    this.owned.dispose();
    this.panel.dispose();
  }

  private begin(): void {
    this.isReady = true;
    if (this.screen) this.say({ kind: 'screen', screen: this.screen });
    this.say({ kind: 'details', details: this.details ?? null });
    this.say({ kind: 'busy', said: this.busy });
  }
}
