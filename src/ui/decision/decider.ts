import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { PromotionHead } from '../../core/catalog/catalog';
import type { PreparedChange } from '../../core/change/preparedChange';
import type { Way } from '../../core/change/proposals/proposeCandidate';
import type { Fleet } from '../../core/fleet/fleet';
import type { KargoDoor } from '../../core/kargo/door';
import type { PushStep } from '../../core/promotion/propose';
import type { Clock } from '../../core/support/clock';
import { isAbort, type Remedy } from '../../core/support/errors';
import type { Log } from '../../core/support/log';
import type { Pressed, ToPage } from '../../decision/protocol/decision';
import { pushedBranch } from '../preview/proposals';
import { proposedWords } from '../preview/proposed';
import type { PushReached } from '../words/pushed';
import { asItStands } from './asItStands';
import { decisionOf } from './decision';
import { failedState } from './failed';
import { graveReasons } from './gravity';
import { briefHeadline } from './headline';
import { isOrder, kargoOrder } from './kargoDoor';
import { movesSince } from './moves';
import { headOf, proposeIds } from './offers';
import { standingOf, type DecisionState } from './standing';

/** What a page is made from, and what else its buttons lead to. */
export interface DecisionSource {
  readonly change: PreparedChange;
  /**
   * Makes the change anew: on what the branches hold by now, and, where it can come in several ways, with another head.
   * Without it the change is decided on elsewhere, and only looked at here.
   */
  readonly again?: (signal: AbortSignal, head?: PromotionHead) => PromiseLike<PreparedChange>;
  /** Whether another head can be asked for. */
  readonly mayChooseHead?: boolean;
  /** Leads to the choice of a part, or of another state. */
  readonly choose?: () => unknown;
}

/** What it does that is seen elsewhere. */
export interface DecisionEffects {
  readonly tell: (said: ToPage) => void;
  readonly showChanges: (change: PreparedChange) => PromiseLike<unknown>;
  readonly openLink: (url: string) => PromiseLike<unknown>;
  /** Puts a text where it can be pasted from. */
  readonly copy: (text: string) => PromiseLike<unknown>;
  readonly run: (remedy: Remedy) => PromiseLike<unknown>;
  readonly close: () => void;
  /** Told how a proposal ended: whoever does not look at the page has to hear it as well. */
  readonly ended: (said: string, isWell: boolean) => void;
}

/** What a decision works with. */
export interface DeciderSources {
  readonly fleet: Pick<Fleet, 'snapshot' | 'propose' | 'refresh'>;
  /** Asked only once a person wants it. */
  readonly kargo: Pick<KargoDoor, 'look' | 'promote'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** Aborts when the window closes. */
  readonly signal: AbortSignal;
}

/**
 * One decision: what is shown, and what may be done now. What is proposed is exactly what was shown: once a branch has
 * moved since, it is not proposed any more, and can be made anew. What is grave as it is said yes to is said yes to twice.
 */
export class Decider {
  private change: PreparedChange;
  /** Which change the page shows: another each time that it was made. */
  private shown: string = randomUUID();
  /** How it comes, where a person has chosen: what is made anew comes the same way. */
  private head: PromotionHead | undefined;
  private state: DecisionState = { kind: 'open' };
  private running: AbortController | undefined;
  private proposing = false;
  private left = false;

  constructor(
    private readonly source: DecisionSource,
    private readonly effects: DecisionEffects,
    private readonly sources: DeciderSources,
  ) {
    this.change = source.change;
  }

  /** What was said yes to is under way: only *Stop* ends it. */
  get isProposing(): boolean {
    return this.proposing;
  }

  /** The service that it is about. */
  get service(): string {
    return this.change.service;
  }

  /** Says all of it: to a page that has just come, and whenever something may have changed. */
  tell(): void {
    if (!this.left) this.effects.tell(this.told());
  }

  /** Does what a button stands for, if it stands there now and was pressed on what is shown: what the page says is not believed. */
  async act({ offer, shown, asked }: Pressed): Promise<void> {
    if (this.left) return;
    const { decision, standing } = this.told();
    const offered = [standing.offers, ...decision.sections.map(({ offers = [] }) => offers)].flat();
    if (shown !== this.shown || asked !== standing.asked || !offered.some(({ id }) => id === offer)) {
      this.tell();
      return;
    }
    const way = (['update', 'supersede'] as const).find((one) => proposeIds[one] === offer);
    if (way) await this.wish(way);
    else if (offer.startsWith('head:')) await this.anew(headOf(offer));
    else await this.other(offer);
  }

  /** Nobody looks at it here any more: it says and obeys no more. What only prepares is ended; what is proposed goes on to its end. */
  leave(): void {
    this.left = true;
    if (!this.proposing) this.running?.abort();
  }

  private told(): ToPage {
    const { state, source, shown, sources } = this;
    const { snapshot } = sources.fleet;
    const change = asItStands(this.change, snapshot, sources.clock.now());
    const mayChooseHead = source.mayChooseHead === true && isUndecided(state);
    return {
      decision: { ...decisionOf(change, { mayChooseHead }), shown },
      standing: standingOf(state, {
        change,
        moved: movesSince(change, snapshot),
        mayChoose: source.choose !== undefined,
        isDecidedHere: source.again !== undefined,
      }),
    };
  }

  private async other(offer: string): Promise<void> {
    const { state } = this;
    switch (offer) {
      case 'sure':
        if (state.kind === 'asks') await this.propose(state.way);
        return;
      case 'back':
        this.become({ kind: 'open' });
        return;
      case 'anew':
        await this.anew();
        return;
      case 'changes':
        await this.effects.showChanges(this.change);
        return;
      case 'choose':
        await this.source.choose?.();
        return;
      case 'stop':
        this.running?.abort();
        return;
      case 'remedy':
        if (state.kind === 'failed' && state.remedy) await this.effects.run(state.remedy);
        return;
      case 'openPullRequest':
        if (state.kind === 'done') await this.effects.openLink(state.url);
        return;
      case 'kargo':
      case 'kargoSure':
        await this.kargo(offer);
        return;
      case 'engineOpen':
      case 'engineCopy':
        await this.engine(offer);
        return;
      case 'close':
        this.effects.close();
    }
  }

  /** By the engine's own door, as it is known at this moment. */
  private async engine(offer: 'engineOpen' | 'engineCopy'): Promise<void> {
    const { fleet, clock } = this.sources;
    const { owner } = asItStands(this.change, fleet.snapshot, clock.now());
    const move = owner?.kind === 'engine' ? owner.status.move : undefined;
    if (offer === 'engineOpen' && move?.pullRequest) await this.effects.openLink(move.pullRequest.url);
    if (offer === 'engineCopy' && move?.command !== undefined) await this.effects.copy(move.command);
  }

  /** Kargo is looked at first, and promotes only what was said yes to then. */
  private async kargo(offer: 'kargo' | 'kargoSure'): Promise<void> {
    const { kargo, fleet, clock } = this.sources;
    const { owner } = asItStands(this.change, fleet.snapshot, clock.now());
    const [order, { state }] = [kargoOrder(owner), this];
    if (!order) return;
    if (offer === 'kargo') {
      await this.work(vscode.l10n.t('Asking Kargo'), async (signal) => {
        return { kind: 'asksKargo', look: await kargo.look(order, signal) };
      });
      return;
    }
    if (state.kind !== 'asksKargo' || !isOrder(order, state.look)) return;
    this.proposing = true;
    await this.work(vscode.l10n.t('Having Kargo promote it'), async (signal) => {
      const name = await kargo.promote(state.look, signal);
      const values = { freight: order.freight, stage: order.stage, name };
      const said =
        name === ''
          ? vscode.l10n.t('Kargo has taken up freight {freight} for {stage}.', values)
          : vscode.l10n.t('Kargo has taken up freight {freight} for {stage}: promotion {name}.', values);
      return { kind: 'handed', said };
    });
    this.proposing = false;
    this.tellEnd();
  }

  private async wish(way: Way): Promise<void> {
    const { fleet, clock } = this.sources;
    const grave = graveReasons(asItStands(this.change, fleet.snapshot, clock.now()));
    if (grave.length > 0) this.become({ kind: 'asks', way });
    else await this.propose(way);
  }

  private async propose(way: Way): Promise<void> {
    const { change, sources } = this;
    const { fleet } = sources;
    let step: PushStep | undefined;
    this.proposing = true;
    await this.work(
      vscode.l10n.t('Opening the pull request'),
      async (signal) => {
        const proposed = await fleet.propose(change, way, signal, (reached) => (step = reached));
        return { kind: 'done', said: proposedWords(change, proposed), url: proposed.pullRequest.webUrl };
      },
      () => ({ step, branch: pushedBranch(change, way) }),
    );
    this.proposing = false;
    if (step && this.state.kind !== 'done') this.lookAgain();
    this.tellEnd();
  }

  private async anew(head = this.head): Promise<void> {
    const { again } = this.source;
    if (!again) return;
    await this.work(vscode.l10n.t('Preparing the preview'), async (signal) => {
      this.change = await again(signal, head);
      this.shown = randomUUID();
      this.head = head;
      return { kind: 'open' };
    });
  }

  /** One thing at a time. What goes wrong is told on the page, and the decision can be taken again. */
  private async work(
    said: string,
    run: (signal: AbortSignal) => Promise<DecisionState>,
    reached: () => PushReached = () => ({ step: undefined, branch: undefined }),
  ): Promise<void> {
    if (this.running) return;
    this.running = new AbortController();
    const signal = AbortSignal.any([this.sources.signal, this.running.signal]);
    this.become({ kind: 'busy', said });
    const next = await run(signal).catch((error: unknown) => this.failure(error, reached()));
    this.running = undefined;
    this.become(next);
  }

  private failure(error: unknown, reached: PushReached): DecisionState {
    const { state, code } = failedState(error, reached);
    if (code === undefined && !isAbort(error)) this.sources.log.error('[decision]', error);
    else this.sources.log.info(`[decision] ${this.change.service}: ${code ?? 'stopped'}`);
    // That way is not possible any more: made anew, it comes the usual way.
    if (code === 'promotion/headRefused') this.head = undefined;
    return state;
  }

  /** Whether something came of it is on the forge. */
  private lookAgain(): void {
    const { fleet, log, signal } = this.sources;
    const { service } = this;
    void fleet.refresh('landed', signal, service).catch((error: unknown) => {
      if (!isAbort(error)) log.warn(`[decision] ${service} could not be looked at again`);
    });
  }

  private tellEnd(): void {
    const { state, sources, change } = this;
    if (sources.signal.aborted) return;
    if (state.kind === 'done' || state.kind === 'handed') this.effects.ended(state.said, true);
    else if ('said' in state && typeof state.said !== 'string') {
      const said = state.said.map(({ text }) => text).join(' ');
      this.effects.ended(vscode.l10n.t('{what}: {said}', { what: briefHeadline(change), said }), state.kind === 'over');
    }
  }

  private become(state: DecisionState): void {
    this.state = state;
    this.tell();
  }
}

function isUndecided({ kind }: DecisionState): boolean {
  return kind === 'open' || kind === 'failed';
}
