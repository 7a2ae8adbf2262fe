import * as vscode from 'vscode';
import type { Fleet } from '../../core/fleet/fleet';
import type { Clock } from '../../core/support/clock';
import { DisposableStore, every, type Disposable } from '../../core/support/disposable';
import type { Log } from '../../core/support/log';
import type { FromPage, Place, ToPage } from '../../board/protocol/messages';
import type { Decisions } from '../decision/decisions';
import { openWeb } from '../openWeb';
import { showError } from '../showError';
import { lookedAtEveryMs } from '../../core/fleet/state/lookedAt';
import { detailsOf, offered } from './details/details';
import { readFromPage, readView } from './fromPage';
import { pageFolder, pageHtml } from '../pageHtml';
import { Promotions } from './many/promotions';
import { isSureOfGrave } from './many/sure';
import { BoardSender, type Told } from './sender';
import { pageWords } from './words';

export const boardType = 'branchline.board';
const viewKey = 'branchline.board.view';
/** Gates open and ages of details grow by themselves. */
const redrawMs = 30_000;

export interface BoardSources {
  readonly extension: vscode.Uri;
  readonly memory: vscode.Memento;
  readonly fleet: Fleet;
  readonly decisions: Pick<Decisions, 'look'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** One open board: the page, and what it is told. It ends with its tab. */
export class BoardPanel implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly sender = new BoardSender();
  private readonly promotions: Promotions;
  private lookedAt: Place | undefined;
  private isReady = false;
  /** Edges to be chosen once the page is there. */
  private wished: readonly string[] | undefined;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly sources: BoardSources,
  ) {
    const { extension, fleet, clock } = sources;
    const { webview } = panel;
    this.promotions = new Promotions(sources, (message) => this.say(message), isSureOfGrave);
    webview.options = {
      enableScripts: true,
      localResourceRoots: [pageFolder(extension, { name: 'board' })],
    };
    this.owned.add(webview.onDidReceiveMessage((said: unknown) => this.hear(readFromPage(said))));
    this.owned.add(
      fleet.onDidChange((change) => {
        this.sayTold(this.sender.changed(change, clock.now()));
        this.sayDetails();
      }),
    );
    this.owned.add(
      every(redrawMs, () => {
        if (!panel.visible) return;
        this.sayTold(this.sender.elapsed(fleet.snapshot, clock.now()));
        this.sayDetails();
      }),
    );
    // What is hidden is thrown away, and made anew when it is shown.
    this.owned.add(panel.onDidChangeViewState(() => (this.isReady &&= panel.visible)));
    webview.html = pageHtml(webview, extension, { name: 'board', title: vscode.l10n.t('Fleet Board') });
  }

  get visible(): boolean {
    return this.panel.visible;
  }

  show(): void {
    this.panel.reveal();
  }

  /** Shows the table for promoting many, with these chosen. */
  choose(edges: readonly string[]): void {
    this.wished = edges;
    this.panel.reveal();
    this.sayWished();
  }

  dispose(): void {
    this.isReady = false; // nobody is there to be told
    this.promotions.stop();
    this.owned.dispose();
    this.panel.dispose();
  }

  private hear(said: FromPage | undefined): void {
    switch (said?.kind) {
      case 'ready':
        this.begin();
        break;
      case 'view':
        void this.sources.memory.update(viewKey, said.view);
        break;
      case 'seen':
        this.saySeen(said.services);
        break;
      case 'look':
        this.lookedAt = said.at ?? undefined;
        this.sayDetails();
        break;
      case 'act':
        this.act(said);
        break;
      case 'prepare':
        void this.promotions.prepare(said.edges);
        break;
      case 'propose':
        void this.promotions.propose(said.chosen);
        break;
      case 'train':
        // Which of them there are, and what goes, is asked for there.
        void vscode.commands.executeCommand(
          'branchline.startTrain',
          undefined,
          said.edges.map((edge) => ({ edge })),
        );
        break;
      case 'stop':
        this.promotions.stop();
        break;
      case 'forget':
        this.promotions.forget();
        break;
      case 'show':
        this.showPart(said).catch((error: unknown) => showError(this.sources.log, `[board] ${said.part}`, error));
        break;
      case undefined:
        this.sources.log.warn('[board] the page said something that it never says');
    }
  }

  private saySeen(services: readonly string[]): void {
    const { fleet, clock } = this.sources;
    const rows = this.sender.seen(services, fleet.snapshot, clock.now());
    if (rows.length > 0) this.say({ kind: 'spoken', rows });
  }

  private begin(): void {
    const { fleet, clock, memory } = this.sources;
    this.isReady = true;
    this.say({
      kind: 'board',
      board: this.sender.whole(fleet.snapshot, clock.now()),
      view: readView(memory.get(viewKey)),
      words: pageWords(),
      staleAfterMs: 2 * lookedAtEveryMs,
    });
    this.promotions.repeat();
    this.sayDetails();
    this.sayWished();
  }

  /** Only what is offered there: what the page says is not believed. */
  private act({ action, at, number }: FromPage & { kind: 'act' }): void {
    const { fleet, clock } = this.sources;
    const found = offered(detailsOf(at, fleet.snapshot, clock.now()), action, number);
    if (!found) return;
    const target = { [at.kind]: at.id, ...(number === undefined ? {} : { number }) };
    void vscode.commands.executeCommand(found.id, target);
  }

  /** Of what was prepared or opened here, as it stands: nothing is planned or looked at anew for it. */
  private async showPart({ edge, part }: FromPage & { kind: 'show' }): Promise<void> {
    const { promotions } = this;
    if (part === 'preview') {
      const change = promotions.preparedOf(edge);
      if (change) this.sources.decisions.look(change);
    } else if (part === 'pullRequest') {
      const address = promotions.addressOf(edge);
      if (address !== undefined) await openWeb(address);
    } else {
      const remedy = promotions.remedyOf(edge);
      if (remedy) await vscode.commands.executeCommand(remedy.command, ...(remedy.args ?? []));
    }
  }

  private sayTold({ changes, spoken }: Told): void {
    if (changes.length > 0) this.say({ kind: 'changes', changes });
    if (spoken.length > 0) this.say({ kind: 'spoken', rows: spoken });
  }

  private sayDetails(): void {
    if (!this.lookedAt) return;
    const { fleet, clock } = this.sources;
    this.say({ kind: 'details', details: detailsOf(this.lookedAt, fleet.snapshot, clock.now()) ?? null });
  }

  private sayWished(): void {
    if (!this.isReady || !this.wished) return;
    this.promotions.forget();
    this.say({ kind: 'choose', edges: this.wished });
    this.wished = undefined;
  }

  private say(message: ToPage): void {
    if (this.isReady) void this.panel.webview.postMessage(message);
  }
}
