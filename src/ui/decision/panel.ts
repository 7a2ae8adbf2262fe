import * as vscode from 'vscode';
import * as z from 'zod';
import type { RenderedDocuments } from '../documents/renderedDocuments';
import type { Fleet } from '../../core/fleet/fleet';
import { DisposableStore, type Disposable } from '../../core/support/disposable';
import type { Log } from '../../core/support/log';
import type { FromPage, ToPage } from '../../decision/protocol/decision';
import { showChanges } from '../preview/changes';
import { proposedWords } from '../preview/proposed';
import { Decider, type DecisionSource } from './decider';
import { pageFolder, pageHtml } from './html';

export interface PanelSources {
  readonly extension: vscode.Uri;
  readonly fleet: Pick<Fleet, 'snapshot' | 'onDidChange' | 'propose'>;
  readonly rendered: RenderedDocuments;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const fromPage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('act'), offer: z.string().max(100), shown: z.string().max(100) }),
]);

/** What the page said; nothing for what it never says. */
export function readFromPage(said: unknown): FromPage | undefined {
  return fromPage.safeParse(said).data;
}

/** One open page with its decision. It ends with its tab. */
export class DecisionPanel implements Disposable {
  private readonly owned = new DisposableStore();
  private decider: Decider;
  private last = '';

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly sources: PanelSources,
    source: DecisionSource,
  ) {
    const { webview } = panel;
    const { extension, fleet } = sources;
    webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(extension, pageFolder)],
    };
    this.decider = this.deciderOf(source);
    this.owned.add(webview.onDidReceiveMessage((said: unknown) => void this.hear(readFromPage(said))));
    this.owned.add(fleet.onDidChange(() => this.decider.tell()));
    webview.html = pageHtml(webview, extension);
  }

  /** Shows another change of the same kind in the same tab: the one before is not decided on any more. */
  show(source: DecisionSource): void {
    this.decider.stop();
    this.decider = this.deciderOf(source);
    this.decider.tell();
    this.panel.reveal();
  }

  dispose(): void {
    this.decider.stop();
    this.owned.dispose();
  }

  private async hear(said: FromPage | undefined): Promise<void> {
    if (said?.kind === 'act') await this.decider.act(said.offer, said.shown);
    else if (said?.kind === 'ready') {
      this.last = '';
      this.decider.tell();
    } else this.sources.log.warn('[decision] the page said something that it never says');
  }

  private deciderOf(source: DecisionSource): Decider {
    const { panel, sources } = this;
    return new Decider(
      source,
      sources.fleet,
      {
        tell: (said) => this.say(said),
        showChanges: (change) => showChanges(sources, change),
        openLink: (url) => void vscode.env.openExternal(vscode.Uri.parse(url, true)),
        run: ({ command, args = [] }) => {
          void vscode.commands.executeCommand(command, ...args);
        },
        close: () => {
          panel.dispose();
        },
        // The page says it, to whoever looks at it.
        proposed: (change, proposed) => {
          if (!panel.visible) void vscode.window.showInformationMessage(proposedWords(change, proposed));
        },
      },
      sources.log,
      sources.signal,
    );
  }

  /** Only what is new: the fleet changes often, a decision seldom. */
  private say(said: ToPage): void {
    const text = JSON.stringify(said);
    if (text === this.last) return;
    this.last = text;
    void this.panel.webview.postMessage(said);
  }
}
