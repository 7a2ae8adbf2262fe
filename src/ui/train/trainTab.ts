import * as vscode from 'vscode';
import type { Fleet } from '../../core/fleet/fleet';
import { cellId } from '../../core/fleet/state/snapshot';
import type { Clock, Instant } from '../../core/support/clock';
import { DisposableStore, type Disposable } from '../../core/support/disposable';
import { BranchlineError, isAbort } from '../../core/support/errors';
import type { Log } from '../../core/support/log';
import { message, type Message } from '../../core/support/message';
import type { Said } from '../../pages/protocol/said';
import type { TrainScreen } from '../../train/protocol/train';
import { openWeb } from '../openWeb';
import { showError } from '../showError';
import { askFirst } from '../tell';
import { backScreen } from './backScreen';
import type { BackDocument, DecisionDocument, MadeDocument, ReportDocument } from './documents';
import { previewScreen } from './previewScreen';
import { failedScreen } from './failedScreen';
import { stateScreen, type TrainView } from './stateScreen';
import { addressOf, closedSaid, decidedBy, offersOf, openedSaid, toggled } from './trainOffers';
import { TrainPage } from './trainPage';
import type { NamedTrain, TrainCalls, TrainWish } from './trainCalls';
import type { TrainWatch } from './trainWatch';
import { line } from './trainWords';

const { t } = vscode.l10n;

export interface TrainSources {
  readonly extension: vscode.Uri;
  readonly fleet: Pick<Fleet, 'snapshot' | 'refresh'>;
  readonly calls: TrainCalls;
  readonly watch: Pick<TrainWatch, 'of' | 'keep' | 'follow' | 'onDidChange'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** What the tab shows. A button is obeyed only where it stands there, and of exactly that. */
type Shown =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'failed'; readonly said: Message }
  | { readonly kind: 'preview'; readonly made: MadeDocument }
  | { readonly kind: 'state'; readonly view: TrainView }
  | { readonly kind: 'back'; readonly view: TrainView; readonly back: BackDocument; readonly said: readonly string[] };

/** One release train in a tab: its preview, then how it stands. What is decided is the command line's; the page draws. */
export class TrainTab implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly page: TrainPage;
  private shown: Shown = { kind: 'nothing' };
  private train: NamedTrain | undefined;
  private running: AbortController | undefined;
  /** Aborts what only reads, once nobody sees it. */
  private readonly closed = new AbortController();

  constructor(
    panel: vscode.WebviewPanel,
    private readonly sources: TrainSources,
    private readonly wish: TrainWish | undefined,
    train: NamedTrain | undefined,
  ) {
    this.page = this.owned.add(new TrainPage(panel, sources, (offer) => this.act(offer)));
    this.owned.add(sources.watch.onDidChange(() => this.hearWatch()));
    if (train) this.adopt(train);
    void this.begin().catch((error: unknown) => showError(sources.log, '[train]', error));
  }

  get id(): string | undefined {
    return this.train?.id;
  }

  reveal(): void {
    this.page.reveal();
  }

  /** What writes goes on to its end. */
  dispose(): void {
    this.closed.abort();
    this.owned.dispose();
  }

  private async begin(): Promise<void> {
    const { train } = this;
    if (!train) {
      await this.plan();
      return;
    }
    const seen = this.sources.watch.of(train.id);
    if (seen) this.show({ kind: 'state', view: viewOf(seen.report, seen.at) });
    await this.look([], false);
  }

  private adopt(train: NamedTrain): void {
    if (this.train || this.closed.signal.aborted) return;
    this.train = train;
    this.owned.add(this.sources.watch.follow(train));
  }

  private async plan(): Promise<void> {
    const { wish } = this;
    if (!wish) return;
    await this.reading(t('Every service is looked at: what it would bring, and what holds it.'), async (signal) => {
      const { answer } = await this.sources.calls.plan(wish, signal);
      return () => this.show({ kind: 'preview', made: answer });
    });
  }

  private async look(
    decisions: readonly DecisionDocument[],
    isResumed: boolean,
    done: readonly Said[] = [],
  ): Promise<void> {
    const { train } = this;
    if (!train) return;
    const { calls, watch, clock } = this.sources;
    await this.reading(t('The train is looked at, on git and on the forge.'), async (signal) => {
      const { answer, said } = await calls.wouldGoOn(train, decisions, isResumed, signal);
      if (decisions.length === 0 && !isResumed) watch.keep(train, answer);
      const view = { report: answer, decisions, isResumed, done, said, at: clock.now() };
      return () => this.show({ kind: 'state', view });
    });
  }

  /** Only what stands there now is obeyed. */
  private async act(offer: string): Promise<void> {
    if (offer === 'end') {
      this.running?.abort();
      return;
    }
    const { shown } = this;
    if (this.running || shown.kind === 'nothing' || !offersOf(this.screenOf(shown)).has(offer)) return;
    if (offer === 'close') this.page.close();
    else if (shown.kind === 'failed') await this.begin();
    else if (shown.kind === 'preview') await this.actOnPreview(offer, shown.made);
    else if (shown.kind === 'back') await this.actOnBack(offer, shown.view, shown.back);
    else await this.actOnTrain(offer, shown.view);
  }

  private async actOnPreview(offer: string, { train: id, waves, way }: MadeDocument): Promise<void> {
    const { wish } = this;
    if (offer === 'again') await this.plan();
    if (offer !== 'start' || !wish || id === null) return;
    const first = (waves[0] ?? []).map(({ service }) => ({ service, from: way[0] ?? '', to: way[1] ?? '' }));
    if (!(await this.isSure(first))) return;
    const train = { id, services: waves.flat().map(({ service }) => service) };
    await this.writing(t('The first wave is opened.'), train, (signal) => this.sources.calls.start(wish, id, signal));
  }

  private async actOnTrain(offer: string, view: TrainView): Promise<void> {
    const { calls } = this.sources;
    const { report, decisions, isResumed } = view;
    const { train } = this;
    if (!train) return;
    const decision = decidedBy(offer, view);
    const { expect } = report;
    if (decision) await this.look(toggled(decisions, decision), isResumed);
    else if (offer.startsWith('link ')) await openWeb(addressOf(offer, report));
    else if (offer === 'look' && report.isNowhere) await this.plan();
    else if (offer === 'look') await this.look(decisions, isResumed);
    else if (offer === 'resume') await this.look(decisions, true);
    else if (offer === 'open' && expect !== undefined) {
      const due = report.opened.filter(({ kind }) => kind === 'wouldOpen');
      if (!(await this.isSure(due))) return;
      const work = (signal: AbortSignal) => calls.goOn(train, decisions, isResumed, expect, signal);
      await this.writing(t('Pull requests are opened.'), train, work);
    } else if (offer === 'stop') await this.stop(train, report);
    else if (offer === 'back') {
      await this.reading(t('What landed of it is looked at.'), async (signal) => {
        const { answer, said } = await calls.waysBack(train, signal);
        return () => this.show({ kind: 'back', view, back: answer, said });
      });
    }
  }

  private async actOnBack(
    offer: string,
    { report, at: seenAt }: TrainView,
    { expect, back }: BackDocument,
  ): Promise<void> {
    const { train } = this;
    if (!train) return;
    if (offer === 'look') await this.look([], false);
    if (offer !== 'propose') return;
    const ready = back.filter(({ kind }) => kind === 'ready').map(({ service, to }) => ({ service, from: '', to }));
    if (!(await this.isSure(ready))) return;
    const { calls } = this.sources;
    await this.writing(t('The way back is proposed.'), train, async (signal) => {
      const { answer, said } = await calls.goBack(train, expect, signal);
      const opened = answer.back.flatMap(({ kind, service, to, number = 0 }): readonly Said[] =>
        kind === 'opened'
          ? [
              {
                text: t('#{number} takes back {service} on {to}', { number, service: line(service), to: line(to) }),
                icon: 'git-pull-request',
                tone: 'notice',
              },
            ]
          : [],
      );
      return { answer: report, seenAt, said, done: opened };
    });
  }

  private async stop(train: NamedTrain, { steps }: ReportDocument): Promise<void> {
    const open = steps.flatMap(({ to, waves }) =>
      waves
        .flat()
        .flatMap(({ service, state, pullRequest }) =>
          state === 'open' && pullRequest ? [`${line(service)}, ${line(to)}: #${pullRequest.number}`] : [],
        ),
    );
    const yes = t('Stop the Train');
    const detail = [
      t(
        'Its pull requests will say that it was stopped: nobody opens more of it until somebody resumes it. What landed stays.',
      ),
      ...(open.length > 0 ? [t('These are open, and are closed:'), ...open] : []),
    ];
    if ((await askFirst(t('Stop this release train?'), detail.join('\n'), yes)) !== yes) return;
    await this.writing(t('The train is stopped.'), train, async (signal) => {
      const { answer, said } = await this.sources.calls.stop(train, signal);
      return { answer, said, done: closedSaid(answer) };
    });
  }

  /** Where an environment is protected, once more. */
  private async isSure(cars: readonly { readonly service: string; readonly to: string }[]): Promise<boolean> {
    const { cells } = this.sources.fleet.snapshot;
    const guarded = cars.filter(({ service, to }) => cells.get(cellId(service, to))?.environment.protected === true);
    if (guarded.length === 0) return true;
    const yes = t('Open the Pull Requests');
    const detail = guarded.map(({ service, to }) =>
      t('{service}: {environment} is protected', { service: line(service), environment: line(to) }),
    );
    return (await askFirst(t('One of them leads to a protected environment.'), detail.join('\n'), yes)) === yes;
  }

  private async reading(said: string, work: (signal: AbortSignal) => Promise<() => void>): Promise<void> {
    await this.run(said, this.closed.signal, async (signal) => {
      try {
        const show = await work(signal);
        if (!this.closed.signal.aborted) show();
      } catch (error) {
        // Where nothing is shown yet, the page itself says why, and how to go on.
        if (this.shown.kind !== 'nothing' && this.shown.kind !== 'failed') throw error;
        if (!(error instanceof BranchlineError) && !signal.aborted) throw error;
        const said = error instanceof BranchlineError ? error.said : message('It was ended.');
        this.show({ kind: 'failed', said });
      }
    });
  }

  /** Goes on when the tab is closed: only *Stop* ends it, and what was opened by then is found by the next look. */
  private async writing(
    said: string,
    train: NamedTrain,
    work: (signal: AbortSignal) => Promise<{
      readonly answer: ReportDocument;
      readonly said: readonly string[];
      readonly done?: readonly Said[];
      /** Where it is what was seen before, and is to be looked at anew. */
      readonly seenAt?: Instant;
    }>,
  ): Promise<void> {
    const { watch, clock } = this.sources;
    const ended = { byPerson: false };
    await this.run(said, undefined, async (signal) => {
      signal.addEventListener('abort', () => (ended.byPerson = true), { once: true });
      try {
        const { answer, said: told, done, seenAt } = await work(signal);
        if (answer.isNowhere !== true) this.adopt(train);
        if (seenAt === undefined && answer.isNowhere !== true) watch.keep(train, answer);
        const view = { ...viewOf(answer, seenAt ?? clock.now()), done: done ?? openedSaid(answer), said: told };
        this.show({ kind: 'state', view });
      } finally {
        this.lookAgain(train);
      }
    });
    if (this.closed.signal.aborted) return;
    if (ended.byPerson) this.adopt(train);
    const { shown } = this;
    // What was decided is spent; what holds now is looked at anew, also where somebody ended it in the middle.
    if (ended.byPerson) await this.look([], false);
    else if (shown.kind === 'state' && shown.view.report.isNowhere !== true)
      await this.look([], false, shown.view.done);
  }

  private async run(
    said: string,
    until: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    if (this.running) return;
    const running = new AbortController();
    this.running = running;
    this.page.busy(said, { id: 'end', label: t('Stop'), icon: 'close' });
    const signals = [this.sources.signal, running.signal, ...(until ? [until] : [])];
    try {
      await work(AbortSignal.any(signals));
    } catch (error) {
      if (!isAbort(error) && !signals.some(({ aborted }) => aborted)) throw error;
    } finally {
      this.running = undefined;
      this.page.busy('', null);
    }
  }

  /** Something of it is on the forge. */
  private lookAgain({ services }: NamedTrain): void {
    const { fleet, signal, log } = this.sources;
    for (const service of services) {
      void fleet.refresh('landed', signal, service).catch((error: unknown) => {
        if (!isAbort(error)) log.warn(`[train] ${service} could not be looked at again`);
      });
    }
  }

  /** Somebody else has gone on with it. What a person has begun to decide here stays. */
  private hearWatch(): void {
    const { shown, train } = this;
    if (this.running || !train || shown.kind !== 'state') return;
    const { decisions, isResumed, at } = shown.view;
    const seen = this.sources.watch.of(train.id);
    if (!seen || seen.at <= at || decisions.length > 0 || isResumed || shown.view.report.isNowhere) return;
    // What was done last is of before.
    this.show({ kind: 'state', view: viewOf(seen.report, seen.at) });
  }

  private show(shown: Exclude<Shown, { readonly kind: 'nothing' }>): void {
    this.shown = shown;
    this.page.show(this.screenOf(shown));
  }

  private screenOf(shown: Exclude<Shown, { readonly kind: 'nothing' }>): TrainScreen {
    switch (shown.kind) {
      case 'failed':
        return failedScreen(shown.said, this.wish?.way ?? []);
      case 'preview':
        return previewScreen(shown.made);
      case 'state':
        return stateScreen(shown.view, this.sources.clock.now());
      case 'back':
        return backScreen(shown.view.report, shown.back, shown.said);
    }
  }
}

function viewOf(report: ReportDocument, at: number): TrainView {
  return { report, at, decisions: [], isResumed: false, done: [], said: [] };
}
