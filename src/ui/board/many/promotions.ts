import * as vscode from 'vscode';
import pLimit from 'p-limit';
import type { PreparedChange } from '../../../core/change/preparedChange';
import type { Fleet } from '../../../core/fleet/fleet';
import type { EdgeId } from '../../../core/fleet/state/snapshot';
import type { PushStep } from '../../../core/promotion/propose';
import type { Clock } from '../../../core/support/clock';
import { BranchlineError, isAbort, type Remedy } from '../../../core/support/errors';
import type { Log } from '../../../core/support/log';
import { mostAtOnce, type Outcome, type ToPage } from '../../../board/protocol/messages';
import { pushedBranch } from '../../preview/proposals';
import { proposedWords } from '../../preview/proposed';
import { possibleWays } from '../../preview/ways';
import { endedOutcome } from './ended';
import { choosableEdge, gravityNow } from './gravity';
import { preparedOutcome } from './outcome';
import type { Asked } from './sure';

/** How many are prepared at once: each reads a repository of its own. */
const atOnce = 4;

/** One that a person said yes to, as they were shown it. */
export interface Chosen {
  readonly edge: string;
  /** The commit that they were shown. */
  readonly commit: string;
}

/** What promoting many works with. */
export interface PromotionSources {
  readonly fleet: Pick<Fleet, 'previewPromotion' | 'propose' | 'refresh' | 'snapshot'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** Aborts when the window closes. */
  readonly signal: AbortSignal;
}

/**
 * Promotions of several services: prepared together, shown together, and proposed one by one. Each goes the way of a single
 * one: the same preview, the same guards, the same proposal; and one that fails holds up no other. What the page names is
 * held against what the fleet knows, before anything is prepared and again before anything is pushed.
 */
export class Promotions {
  private readonly prepared = new Map<string, PreparedChange>();
  private readonly outcomes = new Map<string, Outcome>();
  private readonly steps = new Map<string, PushStep>();
  private readonly remedies = new Map<string, Remedy>();
  private readonly addresses = new Map<string, string>();
  private running: AbortController | undefined;

  constructor(
    private readonly sources: PromotionSources,
    /** Hears how those stand that have changed, or all. */
    private readonly tell: (message: ToPage & { readonly kind: 'outcomes' }) => void,
    /** Asks a second time for what a person should look at twice. */
    private readonly isSure: (asked: readonly Asked[]) => Promise<boolean>,
  ) {}

  /** Makes the candidates and pushes nothing. What was prepared before is forgotten. */
  async prepare(named: readonly string[]): Promise<void> {
    if (this.running) return;
    this.forget();
    const { fleet, clock } = this.sources;
    const edges = [...new Set(named)]
      .filter((edge) => choosableEdge(edge, fleet.snapshot, clock.now()))
      .slice(0, mostAtOnce);
    for (const edge of edges) this.outcomes.set(edge, { kind: 'waits', edge });
    const limit = pLimit(atOnce);
    await this.run((signal) =>
      Promise.all(edges.map((edge) => limit(() => this.step(edge, signal, () => this.prepareOne(edge, signal))))),
    );
  }

  /** Proposes those, and only as they were shown; what asks for a second look at this moment is asked for. */
  async propose(chosen: readonly Chosen[]): Promise<void> {
    const wanted = new Map(chosen.map(({ edge, commit }) => [edge, commit]));
    const changes = [...wanted].flatMap(([edge, commit]) => {
      const change = this.prepared.get(edge);
      return change?.head.commit === commit ? [{ edge, change }] : [];
    });
    if (changes.length === 0) return;
    await this.run(async (signal) => {
      const asked = changes.flatMap(({ edge, change }): readonly Asked[] => {
        const grave = this.gravity(edge, change);
        if (!grave) this.say(this.notAnyMore(edge));
        return grave ? [{ edge, change, grave }] : [];
      });
      if (!(await this.isSure(asked))) return;
      for (const one of asked) {
        await this.step(one.edge, signal, () => this.proposeOne(one, signal)); // one by one: each is told as it comes
      }
    });
  }

  /** What is under way is ended; what is open stays open. */
  stop(): void {
    this.running?.abort();
  }

  /** The person left it: nothing is shown, or may be said yes to, any more. What is under way goes on. */
  forget(): void {
    if (this.running) return;
    for (const kept of [this.prepared, this.outcomes, this.steps, this.remedies, this.addresses]) kept.clear();
  }

  /** What was prepared of a path, as it is shown. */
  preparedOf(edge: string): PreparedChange | undefined {
    return this.prepared.get(edge);
  }

  /** Where the pull request is that was opened of a path: known before the fleet is looked at again. */
  addressOf(edge: string): string | undefined {
    return this.addresses.get(edge);
  }

  /** What a person can do about one that failed. */
  remedyOf(edge: string): Remedy | undefined {
    return this.remedies.get(edge);
  }

  /** Says again how they stand: to a page that was made anew. */
  repeat(): void {
    if (this.outcomes.size > 0) this.tellAll();
  }

  private async prepareOne(edge: string, signal: AbortSignal): Promise<Outcome> {
    this.say({ kind: 'preparing', edge });
    const change = await this.sources.fleet.previewPromotion(edge as EdgeId, { includeReintroduced: false }, signal);
    const [way] = possibleWays(change);
    if (way === 'supersede') {
      const said = vscode.l10n.t('It would close an open pull request: promote it by itself.');
      return { kind: 'refused', edge, said };
    }
    this.prepared.set(edge, change);
    return preparedOutcome(edge, change);
  }

  /** Judged once more: hours may lie between the question and the answer, and minutes between the first and the last. */
  private async proposeOne({ edge, change, grave }: Asked, signal: AbortSignal): Promise<Outcome> {
    const now = this.gravity(edge, change);
    if (!now) return this.notAnyMore(edge);
    const accepted = new Set(grave.map(({ reason }) => reason));
    const others = now.filter(({ reason }) => !accepted.has(reason)).map(({ said }) => said);
    if (others.length > 0) {
      const said = vscode.l10n.t('Nothing was pushed: since you were asked, it asks for another look.');
      return { kind: 'refused', edge, said: [said, ...others].join(' ') };
    }
    this.say({ kind: 'opening', edge });
    const [way] = possibleWays(change);
    const proposed = await this.sources.fleet.propose(change, way, signal, (step) => this.steps.set(edge, step));
    this.prepared.delete(edge);
    this.addresses.set(edge, proposed.pullRequest.webUrl);
    return { kind: 'opened', edge, said: proposedWords(change, proposed), number: proposed.pullRequest.number };
  }

  private gravity(edge: string, change: PreparedChange) {
    const { fleet, clock } = this.sources;
    return gravityNow(edge, change, fleet.snapshot, clock.now());
  }

  private notAnyMore(edge: string): Outcome {
    const said = vscode.l10n.t('Nothing was pushed: it does not wait any more, or takes a decision of its own now.');
    return { kind: 'refused', edge, said };
  }

  /** One of many: what goes wrong is told of it, and ends nothing else. */
  private async step(edge: string, signal: AbortSignal, work: () => Promise<Outcome>): Promise<void> {
    try {
      signal.throwIfAborted();
      this.say(await work());
    } catch (error) {
      this.say(this.failure(edge, error));
    }
  }

  private failure(edge: string, error: unknown): Outcome {
    const { log } = this.sources;
    if (error instanceof BranchlineError) {
      log.info(`[board] ${edge}: ${error.message}`);
      if (error.remedy) this.remedies.set(edge, error.remedy);
    } else if (!isAbort(error)) log.error(`[board] ${edge}`, error);
    const change = this.prepared.get(edge);
    const step = this.steps.get(edge);
    if (change && step) this.lookAgain(change.service);
    const branch = change && pushedBranch(change, possibleWays(change)[0]);
    return endedOutcome(edge, error, { isPrepared: change !== undefined, step, branch });
  }

  /** Whether something came of it is on the forge. */
  private lookAgain(service: string): void {
    const { fleet, log, signal } = this.sources;
    void fleet.refresh('landed', signal, service).catch((error: unknown) => {
      if (!isAbort(error)) log.warn(`[board] ${service} could not be looked at again`);
    });
  }

  private async run(work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
    if (this.running) return;
    this.running = new AbortController();
    try {
      this.tellAll();
      await work(AbortSignal.any([this.sources.signal, this.running.signal]));
    } finally {
      this.running = undefined;
      this.tell({ kind: 'outcomes', outcomes: [], isWhole: false, isBusy: false });
    }
  }

  private say(outcome: Outcome): void {
    this.outcomes.set(outcome.edge, outcome);
    this.tell({ kind: 'outcomes', outcomes: [outcome], isWhole: false, isBusy: this.running !== undefined });
  }

  private tellAll(): void {
    const outcomes = [...this.outcomes.values()];
    this.tell({ kind: 'outcomes', outcomes, isWhole: true, isBusy: this.running !== undefined });
  }
}
