import * as vscode from 'vscode';
import type { Disposable } from '../../core/support/disposable';
import { isAbort } from '../../core/support/errors';
import type { PastOfService } from '../../core/past/servicePast';
import { cellId } from '../../core/fleet/state/snapshot';
import type { FromPage } from '../../timeline/protocol/timeline';
import type { HistoryRow } from '../history/deployments';
import { lookAtEach, type LookedAt } from '../lookAtEach';
import { showError } from '../showError';
import { askWhen } from './askWhen';
import { deploymentDetails } from './deploymentDetails';
import { loadPast, readSoFar, type LoadedPast } from './load';
import { rowId } from './rows';
import { timelineScreen } from './screen';
import type { PastSources } from './sources';
import { PastTab } from './tab';
import { periodOf, rangeIds, type RangeId, type TimelineView } from './view';

/** So often at most the page is drawn anew while services are read. */
const redrawMs = 1_000;
const busyWords = {
  versions: () => vscode.l10n.t('Reading versions'),
  landed: () => vscode.l10n.t('Asking what pull requests say'),
  verdicts: () => vscode.l10n.t('Asking how they went'),
  done: () => '',
};

type Chosen = Exclude<FromPage, { readonly kind: 'ready' }>;

/** The tab of the timeline: what is shown, and what is read for it. The page draws. */
export class TimelineTab implements Disposable {
  private readonly tab: PastTab;
  private loaded: LoadedPast | undefined;
  private reading = new AbortController();
  private chosen: string | undefined;

  constructor(
    panel: vscode.WebviewPanel,
    private readonly sources: PastSources,
    private view: TimelineView,
  ) {
    this.tab = new PastTab(panel, sources, (said) => this.hear(said));
    this.read();
  }

  /** Shows the deployments of a service, or of all. */
  turnTo(service: string): void {
    this.tab.reveal();
    if (service === this.view.service) return;
    this.view = { ...this.view, service, environment: '' };
    this.read();
  }

  dispose(): void {
    this.reading.abort();
    this.tab.dispose();
  }

  private async hear(said: Chosen): Promise<void> {
    switch (said.kind) {
      case 'range':
        await this.turnToRange(said.id);
        break;
      case 'environment':
        if (!this.offers(said.id, ({ environments }) => environments)) break;
        this.view = { ...this.view, environment: said.id };
        this.draw();
        break;
      case 'service':
        if (!this.offers(said.id, ({ name }) => [name])) break;
        this.turnTo(said.id);
        break;
      case 'look':
        this.chosen = said.id === '' ? undefined : said.id;
        this.drawDetails();
        break;
      case 'act':
        await this.act(said.offer, said.about);
        break;
    }
  }

  /** Only what is offered is obeyed; nothing means all. */
  private offers(id: string, namesOf: (service: { name: string; environments: string[] }) => string[]): boolean {
    return id === '' || this.services().some((service) => namesOf(service).includes(id));
  }

  private async turnToRange(id: string): Promise<void> {
    const range = rangeIds.find((one) => one === id);
    if (!range) return;
    const since = range === 'since' ? await this.askSince() : undefined;
    if (range === 'since' && since === undefined) return;
    this.view = { ...this.without(range), ...(since === undefined ? {} : { since }) };
    this.read();
  }

  private without(range: RangeId): TimelineView {
    const { environment, service } = this.view;
    return { range, environment, service };
  }

  private askSince(): Promise<number | undefined> {
    return askWhen(vscode.l10n.t('Deployments since when?'), this.sources.clock.now());
  }

  /** Only what stands there now is obeyed. */
  private async act(offer: string, about: string): Promise<void> {
    const row = this.row(about);
    if (!row) return;
    const found = this.detailsOf(row).offers.find(({ id }) => id === offer);
    if (!found) return;
    const { deployment } = row;
    const cell = cellId(deployment.service, deployment.environment);
    await vscode.commands.executeCommand(found.id, { cell, deployment });
  }

  private row(id: string | undefined): HistoryRow | undefined {
    return this.loaded?.rows.find((row) => rowId(row) === id);
  }

  private detailsOf(row: HistoryRow) {
    const { fleet, clock } = this.sources;
    const { service, environment } = row.deployment;
    const head = fleet.snapshot.cells.get(cellId(service, environment))?.head;
    return deploymentDetails(row, head?.kind === 'known' ? head.commit.sha : undefined, {
      now: clock.now(),
      isTrusted: vscode.workspace.isTrusted,
    });
  }

  private services() {
    const { catalog } = this.sources.fleet.snapshot;
    return (catalog?.services ?? []).map(({ name, environments }) => ({
      name,
      environments: environments.map((one) => one.name),
    }));
  }

  /** Reads anew: what was read before for something else is not waited for. */
  private read(): void {
    this.reading.abort();
    this.reading = new AbortController();
    const signal = AbortSignal.any([this.reading.signal, this.sources.signal]);
    const period = periodOf(this.view, this.sources.clock.now());
    this.chosen = undefined;
    this.loaded = {
      period,
      looked: [],
      rows: [],
      left: 0,
      unasked: 0,
      failures: new Map(),
      versionFailures: new Map(),
    };
    this.draw();
    this.readFor(period, signal).catch((error: unknown) => {
      if (signal.aborted || isAbort(error)) return;
      this.tab.say({ kind: 'busy', said: '' });
      void showError(this.sources.log, '[timeline]', error);
    });
  }

  private async readFor(period: LoadedPast['period'], signal: AbortSignal): Promise<void> {
    const { t } = vscode.l10n;
    const { fleet } = this.sources;
    const names = this.view.service === '' ? this.services().map(({ name }) => name) : [this.view.service];
    const soFar: LookedAt<PastOfService>[] = [];
    let drawnAt = this.sources.clock.now();
    this.busy(t('Reading services: {done} of {all}', { done: 0, all: names.length }));
    // What has been read is drawn while others are read.
    const told = (done: number, one: LookedAt<PastOfService>) => {
      soFar.push(one);
      const now = this.sources.clock.now();
      if (signal.aborted || now - drawnAt < redrawMs) return;
      drawnAt = now;
      this.busy(t('Reading services: {done} of {all}', { done, all: names.length }));
      this.loaded = readSoFar(period, soFar);
      this.draw();
    };
    const past = (service: string) => fleet.past.deployments(service, period, signal);
    const looked = await lookAtEach(this.sources, names, past, signal, told);
    await loadPast(fleet.past, period, looked, signal, (loaded, step) => {
      if (signal.aborted) return;
      this.loaded = loaded;
      this.busy(busyWords[step]());
      this.draw();
    });
  }

  private busy(said: string): void {
    this.tab.say({ kind: 'busy', said });
  }

  private draw(): void {
    if (!this.loaded) return;
    const { clock } = this.sources;
    this.tab.show(timelineScreen(this.loaded, this.view, this.services(), clock.now()));
    this.drawDetails();
  }

  private drawDetails(): void {
    const row = this.row(this.chosen);
    this.tab.look(row && this.detailsOf(row));
  }
}
