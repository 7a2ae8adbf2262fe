import * as vscode from 'vscode';
import pLimit from 'p-limit';
import type { PreparedChange } from '../../../core/change/preparedChange';
import type { Fleet } from '../../../core/fleet/fleet';
import type { EdgeId } from '../../../core/fleet/state/snapshot';
import { BranchlineError, isAbort } from '../../../core/support/errors';
import type { Log } from '../../../core/support/log';
import type { Outcome } from '../../../board/protocol/messages';
import { proposedWords } from '../../preview/proposed';
import { possibleWays } from '../../preview/ways';
import { say } from '../../words/say';
import { preparedOutcome } from './outcome';

/** How many are prepared at once: each reads a repository of its own. */
const atOnce = 4;

/** One that a person said yes to, as they were shown it. */
export interface Chosen {
  readonly edge: string;
  /** The commit that they were shown. */
  readonly commit: string;
}

/**
 * Promotions of several services: prepared together, shown together, and proposed one by one. Each goes the way of a single
 * one: the same preview, the same guards, the same proposal; and one that fails holds up no other.
 */
export class Promotions {
  private readonly prepared = new Map<string, PreparedChange>();
  private readonly outcomes = new Map<string, Outcome>();
  private running: AbortController | undefined;

  constructor(
    private readonly fleet: Pick<Fleet, 'previewPromotion' | 'propose'>,
    private readonly log: Log,
    private readonly ended: AbortSignal,
    /** Hears how each stands, whenever one has changed. */
    private readonly tell: (outcomes: readonly Outcome[], isBusy: boolean) => void,
    /** Asks a second time for what a person should look at twice. */
    private readonly isSure: (changes: readonly PreparedChange[]) => Promise<boolean>,
  ) {}

  /** Makes the candidates and pushes nothing. What was prepared before is forgotten. */
  async prepare(edges: readonly string[]): Promise<void> {
    if (this.running) return;
    this.prepared.clear();
    this.outcomes.clear();
    for (const edge of edges) this.outcomes.set(edge, { kind: 'waits', edge });
    const limit = pLimit(atOnce);
    await this.run((signal) =>
      Promise.all(edges.map((edge) => limit(() => this.step(edge, signal, () => this.prepareOne(edge, signal))))),
    );
  }

  /** Proposes those, and only as they were shown. */
  async propose(chosen: readonly Chosen[]): Promise<void> {
    const changes = chosen.flatMap(({ edge, commit }) => {
      const change = this.prepared.get(edge);
      return change?.head.commit === commit ? [{ edge, change }] : [];
    });
    if (changes.length === 0) return;
    await this.run(async (signal) => {
      if (!(await this.isSure(changes.map(({ change }) => change)))) return;
      for (const { edge, change } of changes) {
        await this.step(edge, signal, () => this.proposeOne(edge, change, signal)); // one by one: each is told as it comes
      }
    });
  }

  /** What is under way is ended; what is open stays open. */
  stop(): void {
    this.running?.abort();
  }

  private async prepareOne(edge: string, signal: AbortSignal): Promise<Outcome> {
    this.say({ kind: 'preparing', edge });
    const change = await this.fleet.previewPromotion(edge as EdgeId, { includeReintroduced: false }, signal);
    const [way] = possibleWays(change);
    if (way === 'supersede') {
      return {
        kind: 'refused',
        edge,
        said: vscode.l10n.t('It would close an open pull request: promote it by itself.'),
      };
    }
    this.prepared.set(edge, change);
    return preparedOutcome(edge, change);
  }

  private async proposeOne(edge: string, change: PreparedChange, signal: AbortSignal): Promise<Outcome> {
    this.say({ kind: 'opening', edge });
    const [way] = possibleWays(change);
    const proposed = await this.fleet.propose(change, way, signal);
    this.prepared.delete(edge);
    return { kind: 'opened', edge, said: proposedWords(change, proposed), number: proposed.pullRequest.number };
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
    if (isAbort(error)) return { kind: 'stopped', edge, said: vscode.l10n.t('stopped') };
    if (error instanceof BranchlineError) {
      this.log.info(`[board] ${edge}: ${error.message}`);
      return { kind: this.prepared.has(edge) ? 'failed' : 'refused', edge, said: say(error.said) };
    }
    this.log.error(`[board] ${edge}`, error);
    return { kind: 'failed', edge, said: vscode.l10n.t('Something unexpected went wrong. The log has the details.') };
  }

  private async run(work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
    if (this.running) return;
    this.running = new AbortController();
    try {
      this.told();
      await work(AbortSignal.any([this.ended, this.running.signal]));
    } finally {
      this.running = undefined;
      this.told();
    }
  }

  private say(outcome: Outcome): void {
    this.outcomes.set(outcome.edge, outcome);
    this.told();
  }

  /** Says again how they stand: to a page that was made anew. */
  repeat(): void {
    if (this.outcomes.size > 0) this.told();
  }

  private told(): void {
    this.tell([...this.outcomes.values()], this.running !== undefined);
  }
}
