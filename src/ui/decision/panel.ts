import * as vscode from 'vscode';
import * as z from 'zod';
import type { RenderedDocuments } from '../documents/renderedDocuments';
import type { Fleet } from '../../core/fleet/fleet';
import type { FleetChange } from '../../core/fleet/state/snapshot';
import { DisposableStore, every, type Disposable } from '../../core/support/disposable';
import type { FromPage, ToPage } from '../../decision/protocol/decision';
import { showChanges } from '../preview/changes';
import { openWeb } from '../openWeb';
import { showError } from '../showError';
import { Decider, type DeciderSources, type DecisionSource } from './decider';
import { pageFolder, pageHtml } from '../pageHtml';
import { tellInfo, tellWarning } from '../tell';

export interface PanelSources extends DeciderSources {
  readonly extension: vscode.Uri;
  readonly fleet: DeciderSources['fleet'] & Pick<Fleet, 'onDidChange'>;
  readonly rendered: RenderedDocuments;
}

/** Gates open and close by time alone. */
const judgedAgainMs = 30_000;

const fromPage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({
    kind: z.literal('act'),
    offer: z.string().max(100),
    shown: z.string().max(100),
    asked: z.string().max(500).optional(),
  }),
]);

/** What the page said; nothing for what it never says. */
export function readFromPage(said: unknown): FromPage | undefined {
  return fromPage.safeParse(said).data;
}

/** One open page with its decision. It ends with its tab; what a person has said yes to goes on to its end. */
export class DecisionPanel implements Disposable {
  private readonly owned = new DisposableStore();
  private decider: Decider;
  private last = '';
  private isGone = false;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly sources: PanelSources,
    source: DecisionSource,
  ) {
    const { webview } = panel;
    const { extension, fleet } = sources;
    webview.options = {
      enableScripts: true,
      localResourceRoots: [pageFolder(extension, { name: 'decision' })],
    };
    this.decider = this.deciderOf(source);
    this.owned.add(webview.onDidReceiveMessage((said: unknown) => void this.hear(readFromPage(said))));
    this.owned.add(fleet.onDidChange((change) => this.isAbout(change) && this.decider.tell()));
    this.owned.add(every(judgedAgainMs, () => panel.visible && this.decider.tell()));
    webview.html = pageHtml(webview, extension, { name: 'decision', title: vscode.l10n.t('Decision') });
  }

  /**
   * Shows another change of the same kind in the same tab: the one before is not decided on any more. One that is being
   * proposed stays: a person has said yes to it, and reads here what becomes of it.
   */
  show(source: DecisionSource): void {
    this.panel.reveal();
    if (this.decider.isProposing) return;
    this.decider.leave();
    this.decider = this.deciderOf(source);
    this.decider.tell();
  }

  dispose(): void {
    this.isGone = true;
    this.decider.leave();
    this.owned.dispose();
  }

  private async hear(said: FromPage | undefined): Promise<void> {
    const { log } = this.sources;
    try {
      if (said?.kind === 'act') await this.decider.act(said);
      else if (said?.kind === 'ready') {
        this.last = '';
        this.decider.tell();
      } else log.warn('[decision] the page said something that it never says');
    } catch (error) {
      await showError(log, '[decision]', error);
    }
  }

  private isAbout({ shape, cells, edges, snapshot }: FleetChange): boolean {
    const { service } = this.decider;
    return (
      shape ||
      [...cells].some((id) => snapshot.cells.get(id)?.service.name === service) ||
      [...edges].some((id) => snapshot.edges.get(id)?.service.name === service)
    );
  }

  private deciderOf(source: DecisionSource): Decider {
    const { panel, sources } = this;
    return new Decider(
      source,
      {
        tell: (said) => this.say(said),
        showChanges: (change) => showChanges(sources, change),
        openLink: openWeb,
        copy: async (text) => {
          await vscode.env.clipboard.writeText(text);
          void tellInfo(vscode.l10n.t('The command is in the clipboard.'));
        },
        run: ({ command, args = [] }) => vscode.commands.executeCommand(command, ...args),
        close: () => {
          panel.dispose();
        },
        // The page says it, to whoever looks at it.
        ended: (said, isWell) => {
          if (!this.isGone && panel.visible) return;
          void (isWell ? tellInfo(said) : tellWarning(said));
        },
      },
      sources,
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
