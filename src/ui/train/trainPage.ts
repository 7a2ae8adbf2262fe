import type * as vscode from 'vscode';
import * as z from 'zod';
import { DisposableStore, type Disposable } from '../../core/support/disposable';
import type { Log } from '../../core/support/log';
import type { Offer } from '../../pages/protocol/said';
import type { ToPage, TrainScreen } from '../../train/protocol/train';
import { pageFolder, pageHtml } from '../pageHtml';
import { showError } from '../showError';

const fromPage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('act'), offer: z.string().max(1_000), shown: z.number().int() }),
]);

/** The page of a train in its tab: what it was told last is told again once it is shown anew. */
export class TrainPage implements Disposable {
  private readonly owned = new DisposableStore();
  private screen: TrainScreen | undefined;
  private underWay: ToPage & { readonly kind: 'busy' } = { kind: 'busy', said: '', stop: null };
  /** Counts what was shown: a button of what stood there before is not obeyed. */
  private shown = 0;
  private isReady = false;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    { extension, log }: { readonly extension: vscode.Uri; readonly log: Log },
    act: (offer: string) => Promise<unknown>,
  ) {
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [pageFolder(extension, { name: 'train' })] };
    this.owned.add(
      webview.onDidReceiveMessage((message: unknown) => {
        const said = fromPage.safeParse(message).data;
        if (!said) log.warn('[train] the page said something that it never says');
        else if (said.kind === 'ready') this.begin();
        else if (said.shown === this.shown)
          void act(said.offer).catch((error: unknown) => showError(log, '[train]', error));
      }),
    );
    // What is hidden is thrown away, and made anew when it is shown.
    this.owned.add(panel.onDidChangeViewState(() => (this.isReady &&= panel.visible)));
    webview.html = pageHtml(webview, extension, { name: 'train', title: panel.title });
  }

  reveal(): void {
    this.panel.reveal();
  }

  close(): void {
    this.panel.dispose();
  }

  show(screen: TrainScreen): void {
    this.screen = screen;
    this.shown += 1;
    this.say({ kind: 'screen', screen, shown: this.shown });
  }

  busy(said: string, stop: Offer | null): void {
    this.underWay = { kind: 'busy', said, stop };
    this.say(this.underWay);
  }

  dispose(): void {
    this.isReady = false;
    this.owned.dispose();
  }

  private begin(): void {
    this.isReady = true;
    if (this.screen) this.say({ kind: 'screen', screen: this.screen, shown: this.shown });
    this.say(this.underWay);
  }

  private say(message: ToPage): void {
    if (this.isReady) void this.panel.webview.postMessage(message);
  }
}
