import * as vscode from 'vscode';
import type { EnvironmentThen, ServiceThen } from '../../core/past/then';
import type { Disposable } from '../../core/support/disposable';
import type { Instant } from '../../core/support/clock';
import { isAbort } from '../../core/support/errors';
import type { FromPage, ThenScreen } from '../../timeline/protocol/timeline';
import { openFilesAt } from '../history/openFilesAt';
import { openWeb } from '../openWeb';
import { hasFailed, lookAtEach, type LookedAt } from '../lookAtEach';
import { showFiles } from '../preview/changes';
import { showError } from '../showError';
import { fullWhen } from '../words/when';
import { askWhen } from './askWhen';
import { compareWith } from './compare';
import type { PastSources } from './sources';
import { PastTab } from './tab';
import { thenDetails, thenId, thenScreen, type Compared } from './thenScreen';
import { tellInfo } from '../tell';

type Chosen = Exclude<FromPage, { readonly kind: 'ready' }>;

/** The tab of the fleet as it was. Nothing that it does changes anything. */
export class ThenTab implements Disposable {
  private readonly tab: PastTab;
  private looked: readonly LookedAt<ServiceThen>[] = [];
  private compared: Compared | undefined;
  private chosen: string | undefined;
  private reading = new AbortController();

  constructor(
    panel: vscode.WebviewPanel,
    private readonly sources: PastSources,
    private at: Instant,
  ) {
    this.tab = new PastTab(panel, sources, (said) => this.hear(said));
    this.turnTo(at);
  }

  turnTo(at: Instant): void {
    this.at = at;
    this.looked = [];
    this.compared = undefined;
    this.chosen = undefined;
    this.tab.title = vscode.l10n.t('The past: {when}', { when: fullWhen(at) });
    this.tab.reveal();
    this.draw();
    this.run(async (signal) => {
      const { fleet } = this.sources;
      const names = (fleet.snapshot.catalog?.services ?? []).map(({ name }) => name);
      const look = (service: string) => fleet.past.then(service, at, signal);
      this.looked = await lookAtEach(this.sources, names, look, signal, (done) =>
        this.told(done, names.length, signal),
      );
    });
  }

  dispose(): void {
    this.reading.abort();
    this.tab.dispose();
  }

  private async hear(said: Chosen): Promise<void> {
    if (said.kind === 'look') {
      this.chosen = said.id === '' ? undefined : said.id;
      this.drawDetails();
    } else if (said.kind === 'act') await this.act(said.offer, said.about);
  }

  private async act(offer: string, about: string): Promise<void> {
    const { clock, fleet, signal } = this.sources;
    const now = clock.now();
    const { t } = vscode.l10n;
    const isThere = this.screen().offers.some(({ id }) => id === offer);
    if (offer === 'compareNow') {
      if (isThere) this.compare(now);
    } else if (offer === 'compareWith') {
      if (!isThere) return;
      const other = await askWhen(t('Compare with when?'), now);
      if (other !== undefined && other !== this.at && this.looked.length > 0) this.compare(other);
    } else if (offer === 'another') {
      const at = await askWhen(t('Show the fleet as it was when?'), now);
      if (at !== undefined) this.turnTo(at);
    } else if (offer === 'sideBySide') await this.showSideBySide(about);
    else {
      const place = this.place(about);
      if (place?.then.kind !== 'at') return;
      const { service } = place;
      const { commit } = place.then.deployment;
      if (offer === 'files') await openFilesAt(fleet, { service, environment: place.then.environment, commit }, signal);
      if (offer === 'page') await this.openPage(service, commit);
      if (offer === 'timeline') await vscode.commands.executeCommand('branchline.showTimeline', { service });
    }
  }

  private async openPage(service: string, commit: string): Promise<void> {
    const { fleet, signal } = this.sources;
    const page = await fleet.past.commitPage(service, commit, signal);
    if (page !== undefined) await openWeb(page);
    else void tellInfo(vscode.l10n.t('The repository of {service} is on no forge that is known.', { service }));
  }

  private async showSideBySide(about: string): Promise<void> {
    const { fleet, signal } = this.sources;
    const cell = this.compared?.cells.find(({ service, environment }) => thenId(service, environment) === about);
    const { from, to } = cell?.between.commits ?? {};
    if (!cell || to === undefined) return;
    const files = await fleet.changedFiles(cell.service, from, to, signal);
    const title = `${cell.service} · ${cell.environment}`;
    await showFiles(title, cell.service, files, [...(from === undefined ? [] : [from]), to]);
  }

  private compare(other: Instant): void {
    this.compared = undefined;
    this.draw();
    this.run(async (signal) => {
      const services = this.looked.flatMap((one) => (hasFailed(one) ? [] : [one]));
      const told = (done: number) => this.told(done, services.length, signal);
      this.compared = await compareWith(this.sources, services, [this.at, other], signal, told);
    });
  }

  /** One thing at a time: what was under way for something else is not waited for. */
  private run(work: (signal: AbortSignal) => Promise<void>): void {
    this.reading.abort();
    this.reading = new AbortController();
    const signal = AbortSignal.any([this.reading.signal, this.sources.signal]);
    work(signal).then(
      () => {
        if (signal.aborted) return;
        this.tab.say({ kind: 'busy', said: '' });
        this.draw();
      },
      (error: unknown) => {
        if (signal.aborted || isAbort(error)) return;
        this.tab.say({ kind: 'busy', said: '' });
        void showError(this.sources.log, '[timeline]', error);
      },
    );
  }

  private told(done: number, all: number, signal: AbortSignal): void {
    if (!signal.aborted)
      this.tab.say({ kind: 'busy', said: vscode.l10n.t('Reading services: {done} of {all}', { done, all }) });
  }

  private place(id: string | undefined): { readonly service: string; readonly then: EnvironmentThen } | undefined {
    for (const one of this.looked) {
      const then = hasFailed(one)
        ? undefined
        : one.environments.find(({ environment }) => thenId(one.service, environment) === id);
      if (then) return { service: one.service, then };
    }
    return undefined;
  }

  private screen(): ThenScreen {
    const { catalog } = this.sources.fleet.snapshot;
    const names = [
      ...new Set((catalog?.services ?? []).flatMap(({ environments }) => environments.map(({ name }) => name))),
    ];
    return thenScreen(this.at, this.looked, names, this.compared);
  }

  private draw(): void {
    this.tab.show(this.screen());
    this.drawDetails();
  }

  private drawDetails(): void {
    const place = this.place(this.chosen);
    this.tab.look(place && thenDetails(place.service, place.then, this.at));
  }
}
