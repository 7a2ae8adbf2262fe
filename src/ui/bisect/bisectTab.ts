import * as vscode from 'vscode';
import { huntIn, type Hunt } from '../../core/bisect/hunt';
import { cellId } from '../../core/fleet/state/snapshot';
import type { Disposable } from '../../core/support/disposable';
import { isAbort } from '../../core/support/errors';
import type { Sha } from '../../core/support/sha';
import type { FromPage } from '../../timeline/protocol/timeline';
import { pageSize, ShownDeployments } from '../history/deployments';
import { openFilesAt } from '../history/openFilesAt';
import { openWeb } from '../openWeb';
import { showError } from '../showError';
import { rowId } from '../timeline/rows';
import type { PastSources } from '../timeline/sources';
import { PastTab } from '../timeline/tab';
import type { Answers } from './answers';
import { bisectScreen, lookedAt, type SearchView } from './bisectScreen';
import { LookUps } from './lookUps';

type Said = Exclude<FromPage, { readonly kind: 'ready' }>;

/** What is searched, with what was said of it so far. */
export interface SearchedPlace {
  readonly service: string;
  readonly environment: string;
  readonly answers: Answers;
}

/** An answer that was given long ago is looked for so far back. */
const mostRead = 1_000;

/** The tab of a search: holds what was read and said. The page draws, and decides nothing. */
export class BisectTab implements Disposable {
  private readonly tab: PastTab;
  private readonly moves: Disposable;
  private shown: ShownDeployments | undefined;
  private chosen: Sha | undefined;
  private reading = new AbortController();
  private lookUps: LookUps;

  constructor(
    panel: vscode.WebviewPanel,
    private readonly sources: PastSources,
    private place: SearchedPlace,
  ) {
    this.tab = new PastTab(panel, sources, (said) => this.hear(said));
    this.moves = sources.fleet.onDidChange(() => {
      if (this.shown && this.headNow !== this.shown.head) this.draw();
    });
    this.lookUps = this.read();
  }

  /** Goes on with the search of a place, by what was said of it by now. */
  turnTo(place: SearchedPlace): void {
    this.place = place;
    this.tab.reveal();
    this.lookUps = this.read();
  }

  dispose(): void {
    this.reading.abort();
    this.moves.dispose();
    this.tab.dispose();
  }

  private async hear(said: Said): Promise<void> {
    if (said.kind === 'look') {
      this.chosen = this.commitOf(said.id);
      this.draw();
    } else if (said.kind === 'act') await this.act(said.offer, said.about);
  }

  /** Only what stands there now is obeyed, and of the deployment that was shown. */
  private async act(offer: string, about: string): Promise<void> {
    const { looked, offers } = this.screen();
    if (about === '') {
      if (offers.some(({ id }) => id === offer)) await this.search(offer);
      return;
    }
    const commit = looked?.id === about ? this.commitOf(about) : undefined;
    if (!looked || commit === undefined) return;
    if (looked.answers.some(({ id }) => id === offer)) this.answer(commit, offer);
    else if (looked.offers.some(({ id }) => id === offer)) await this.look(offer, commit);
  }

  private answer(commit: Sha, mark: string): void {
    if (mark !== 'good' && mark !== 'bad' && mark !== 'skip') return;
    this.place.answers.answer(commit, mark);
    this.chosen = undefined;
    this.draw();
  }

  private async search(offer: string): Promise<void> {
    const { answers } = this.place;
    const { shown } = this;
    // What stands there while another place is read is of the one before.
    if (!shown && offer !== 'again') return;
    switch (offer) {
      case 'undoAnswer':
        answers.takeBack();
        this.chosen = undefined;
        this.draw();
        break;
      case 'forget':
        answers.forget();
        this.lookUps = this.read();
        break;
      case 'again':
        this.lookUps = this.read();
        break;
      case 'more':
        if (shown) await this.more(shown);
        break;
    }
  }

  private async look(offer: string, commit: Sha): Promise<void> {
    const { fleet, signal } = this.sources;
    const { service, environment } = this.place;
    const pullRequest = this.lookUps.of(commit).broughtBy;
    if (offer === 'files') await openFilesAt(fleet, { service, environment, commit }, signal);
    else if (offer === 'pullRequest') {
      if (pullRequest?.kind === 'known' && pullRequest.found.kind === 'pullRequest')
        await openWeb(pullRequest.found.webUrl);
    } else {
      const deployment = this.shown?.rows.find((row) => row.deployment.commit === commit)?.deployment;
      await vscode.commands.executeCommand(offer, { cell: cellId(service, environment), deployment });
    }
  }

  private async more(shown: ShownDeployments): Promise<void> {
    this.busy(vscode.l10n.t('The history is being read.'));
    try {
      await shown.more(pageSize);
      this.draw();
      await shown.judge();
    } finally {
      this.seen(shown);
    }
  }

  /** Reads anew; what was being read is not waited for. @returns what looks up single ones */
  private read(): LookUps {
    this.reading.abort();
    this.reading = new AbortController();
    const signal = AbortSignal.any([this.reading.signal, this.sources.signal]);
    const { service, environment } = this.place;
    this.tab.title = vscode.l10n.t('What broke {service} on {environment}?', { service, environment });
    this.shown = undefined;
    this.chosen = undefined;
    this.busy(vscode.l10n.t('The history is being read.'));
    this.readFor(this.place, signal).catch((error: unknown) => {
      if (signal.aborted || isAbort(error)) return;
      this.busy('');
      void showError(this.sources.log, '[bisect]', error);
    });
    return new LookUps(this.sources, { service, environment }, signal, () => this.draw());
  }

  private async readFor({ answers, ...cell }: SearchedPlace, signal: AbortSignal): Promise<void> {
    const shown = await ShownDeployments.open(this.sources.fleet.past, cell, signal);
    const isMissing = () => huntOf(shown, answers).lost.length > 0 && shown.left > 0 && shown.rows.length < mostRead;
    do await shown.more(pageSize);
    while (isMissing());
    if (signal.aborted) return;
    if (shown.head !== undefined) answers.assume(shown.head);
    this.shown = shown;
    this.busy(vscode.l10n.t('Asking how they went'));
    this.draw();
    try {
      await shown.judge();
    } finally {
      this.seen(shown);
    }
  }

  /** All that was asked for is there, unless something else is read by now. */
  private seen(shown: ShownDeployments): void {
    if (this.shown !== shown) return;
    this.busy('');
    this.draw();
  }

  private get headNow(): Sha | undefined {
    const { service, environment } = this.place;
    const head = this.sources.fleet.snapshot.cells.get(cellId(service, environment))?.head;
    return head?.kind === 'known' ? head.commit.sha : undefined;
  }

  private commitOf(id: string): Sha | undefined {
    return this.shown?.rows.find((row) => rowId(row) === id)?.deployment.commit;
  }

  private busy(said: string): void {
    this.tab.say({ kind: 'busy', said });
  }

  private hunt(): Hunt {
    return huntOf(this.shown, this.place.answers);
  }

  private screen() {
    return bisectScreen(this.view());
  }

  private view(): SearchView {
    const { service, environment, answers } = this.place;
    const { shown, chosen, headNow } = this;
    const hunt = this.hunt();
    return {
      ...{ service, environment, hunt, chosen, headNow },
      read: {
        ...{ rows: shown?.rows ?? [], head: shown?.head, left: shown?.left ?? 0 },
        ...{ isCut: shown?.isCut ?? false, failure: shown?.failure },
      },
      canTakeBack: answers.canTakeBack,
      ...this.lookUps.of(lookedAt(hunt, chosen) ?? ''),
      isTrusted: vscode.workspace.isTrusted,
      now: this.sources.clock.now(),
    };
  }

  private draw(): void {
    if (!this.shown) return;
    const hunt = this.hunt();
    const looked = lookedAt(hunt, this.chosen);
    this.tab.show(this.screen());
    if (looked !== undefined) this.lookUps.lookAt(looked, { isSuspect: hunt.suspects.includes(looked) });
  }
}

/** What is still asked of a pipeline is not known so far. */
function huntOf(shown: ShownDeployments | undefined, answers: Answers): Hunt {
  const deployments = (shown?.rows ?? []).map(({ deployment: { commit }, verdict }) => ({
    commit,
    verdict: verdict === 'asking' ? ('unknown' as const) : verdict,
  }));
  return huntIn(deployments, answers.all);
}
