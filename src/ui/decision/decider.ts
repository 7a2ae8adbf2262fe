import * as vscode from 'vscode';
import type { PromotionHead } from '../../core/catalog/catalog';
import type { PreparedChange } from '../../core/change/preparedChange';
import type { Proposed, Way } from '../../core/change/proposals/proposeCandidate';
import type { Fleet } from '../../core/fleet/fleet';
import { BranchlineError, isAbort, type Remedy } from '../../core/support/errors';
import type { Log } from '../../core/support/log';
import type { Line, ToPage } from '../../decision/protocol/decision';
import { proposedWords } from '../preview/proposed';
import { say } from '../words/say';
import { decisionOf } from './decision';
import { graveReasons } from './gravity';
import { line } from './line';
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
  readonly openLink: (url: string) => unknown;
  readonly run: (remedy: Remedy) => unknown;
  readonly close: () => void;
  /** Told once a pull request is there. */
  readonly proposed: (change: PreparedChange, proposed: Proposed) => void;
}

/**
 * One decision: what is shown, and what may be done now. What is proposed is exactly what was shown: once a branch has
 * moved since, it is not proposed any more, and can be made anew. What is grave is said yes to twice.
 */
export class Decider {
  private change: PreparedChange;
  private state: DecisionState = { kind: 'open' };
  private running: AbortController | undefined;

  constructor(
    private readonly source: DecisionSource,
    private readonly fleet: Pick<Fleet, 'snapshot' | 'propose'>,
    private readonly effects: DecisionEffects,
    private readonly log: Log,
    private readonly ended: AbortSignal,
  ) {
    this.change = source.change;
  }

  /** Says all of it: to a page that has just come, and whenever something may have changed. */
  tell(): void {
    this.effects.tell(this.told());
  }

  /**
   * Does what a button stands for, if it stands there now: what the page says is not believed.
   * @param shown the commit that the person was shown: of another one they have said nothing
   */
  async act(offer: string, shown: string): Promise<void> {
    const { decision, standing } = this.told();
    const offered = [standing.offers, ...decision.sections.map(({ offers = [] }) => offers)].flat();
    if (shown !== decision.shown || !offered.some(({ id }) => id === offer)) {
      this.tell();
      return;
    }
    const way = (['update', 'supersede'] as const).find((one) => proposeIds[one] === offer);
    if (way) await this.wish(way);
    else if (offer.startsWith('head:')) await this.anew(headOf(offer));
    else await this.other(offer);
  }

  stop(): void {
    this.running?.abort();
  }

  private told(): ToPage {
    const { change, state, source } = this;
    const moved = movesSince(change, this.fleet.snapshot);
    const mayChooseHead = source.mayChooseHead === true && isUndecided(state);
    return {
      decision: decisionOf(change, { mayChooseHead }),
      standing: standingOf(state, {
        change,
        moved,
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
        this.source.choose?.();
        return;
      case 'stop':
        this.stop();
        return;
      case 'remedy':
        if (state.kind === 'failed' && state.remedy) this.effects.run(state.remedy);
        return;
      case 'openPullRequest':
        if (state.kind === 'done') this.effects.openLink(state.url);
        return;
      case 'close':
        this.effects.close();
    }
  }

  private async wish(way: Way): Promise<void> {
    if (graveReasons(this.change).length > 0) this.become({ kind: 'asks', way });
    else await this.propose(way);
  }

  private propose(way: Way): Promise<void> {
    const { change } = this;
    return this.work(vscode.l10n.t('Opening the pull request'), async (signal) => {
      const proposed = await this.fleet.propose(change, way, signal);
      this.become({ kind: 'done', said: proposedWords(change, proposed), url: proposed.pullRequest.webUrl });
      this.effects.proposed(change, proposed);
    });
  }

  private anew(head?: PromotionHead): Promise<void> {
    const { again } = this.source;
    if (!again) return Promise.resolve();
    return this.work(vscode.l10n.t('Preparing the preview'), async (signal) => {
      this.change = await again(signal, head);
      this.become({ kind: 'open' });
    });
  }

  /** One thing at a time. What goes wrong is told on the page, and the decision can be taken again. */
  private async work(said: string, run: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.running) return;
    this.running = new AbortController();
    const signal = AbortSignal.any([this.ended, this.running.signal]);
    this.become({ kind: 'busy', said });
    try {
      await run(signal);
    } catch (error) {
      this.become(this.failure(error));
    } finally {
      this.running = undefined;
    }
  }

  private failure(error: unknown): DecisionState {
    if (isAbort(error)) return { kind: 'failed', said: [line(vscode.l10n.t('It was stopped.'))] };
    if (!(error instanceof BranchlineError)) {
      this.log.error('[decision]', error);
      return {
        kind: 'failed',
        said: [line(vscode.l10n.t('Something unexpected went wrong. The log has the details.'))],
      };
    }
    this.log.info(`[decision] ${this.change.service}: ${error.message}`);
    const said: readonly Line[] = [line(say(error.said))];
    if (error.isNothingToDo) return { kind: 'over', said };
    if (outdating.has(error.code)) return { kind: 'outdated', said };
    return { kind: 'failed', said, ...(error.remedy ? { remedy: error.remedy } : {}) };
  }

  private become(state: DecisionState): void {
    this.state = state;
    this.tell();
  }
}

/** What was refused since it is not as it was shown: only making it anew leads on. */
const outdating: ReadonlySet<string> = new Set(['promotion/headsMoved', 'fleet/rulesMoved']);

function isUndecided({ kind }: DecisionState): boolean {
  return kind === 'open' || kind === 'failed';
}
