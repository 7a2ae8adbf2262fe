import pLimit, { type LimitFunction } from 'p-limit';
import type { Clock, Instant } from '../../support/clock';
import { isAbort } from '../../support/errors';
import { Lru } from '../../support/lru';
import type { RelayForge } from '../config/resolve';
import type { RelayLog } from '../server/jsonLog';
import type { AskForge } from './askForge';

/** How soon a repository that was not shown is asked for again. */
const hiddenLastMs = 60_000;
/** Tokens of one forge that are asked for at once. */
const parallel = 8;
/** Those that wait for it; beyond, a stream is refused. */
const mostWaiting = 2_000;
/** Answers in memory, of all tokens. */
const mostAnswers = 2_000_000;
const askMs = 120_000;

interface Answer {
  readonly isShown: boolean;
  readonly at: Instant;
}

interface Known {
  readonly answers: Map<string, Answer>;
  asking: Promise<unknown>;
}

/**
 * What each subscriber may read, by the word of the forge itself. What is not confirmed is not to be told: not there, forbidden and unreachable
 * are the same here.
 */
export class Rights {
  private readonly limits = new Map<string, LimitFunction>();
  private readonly known = new Lru<string, Known>(mostAnswers);

  constructor(
    private readonly ask: AskForge,
    /** How long an answer of a forge counts at the longest. Source: docs/relay.md, "Who is told what". */
    private readonly lastMs: number,
    private readonly clock: Clock,
    private readonly log: RelayLog,
  ) {}

  /** Whether so many wait already that another one would wait for too long. */
  isBusy(host: string): boolean {
    return (this.limits.get(host)?.pendingCount ?? 0) >= mostWaiting;
  }

  /**
   * Those of the paths that the forge shows to the owner of the token.
   * @param name of the token, see `Subscriber`
   * @param youngMs answers that are younger are taken as they are
   */
  async shown(
    forge: RelayForge,
    { token, name }: { token: string; name: string },
    paths: readonly string[],
    youngMs: number,
    signal: AbortSignal,
  ): Promise<ReadonlySet<string>> {
    const key = `${forge.host} ${name}`;
    const known = this.known.get(key) ?? { answers: new Map(), asking: Promise.resolve() };
    this.known.set(key, known, Math.max(known.answers.size, paths.length) + 1);
    // One after the other: whoever has two editors is asked for once.
    const turn = known.asking.then(() => this.renew(known, forge, token, paths, youngMs, signal));
    known.asking = turn.catch(() => undefined);
    await turn;
    return new Set(paths.filter((path) => this.isShown(known, path)));
  }

  private async renew(
    { answers }: Known,
    forge: RelayForge,
    token: string,
    paths: readonly string[],
    youngMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    const now = this.clock.now();
    const old = paths.filter((path) => {
      const answer = answers.get(path);
      return !answer || now - answer.at >= (answer.isShown ? youngMs : Math.min(youngMs, hiddenLastMs));
    });
    if (old.length === 0) return;
    const limited = AbortSignal.any([signal, AbortSignal.timeout(askMs)]);
    const shown = await this.limitOf(forge.host)(() => this.asked(forge, token, old, limited));
    signal.throwIfAborted();
    // Of what somebody asked for once, and does not any more, nothing is kept.
    for (const [path, { at }] of answers) if (now - at >= this.lastMs) answers.delete(path);
    for (const path of old) answers.set(path, { isShown: shown.has(path), at: this.clock.now() });
  }

  private async asked(forge: RelayForge, token: string, paths: readonly string[], signal: AbortSignal) {
    try {
      signal.throwIfAborted();
      return await this.ask(forge, token, paths, signal);
    } catch (error) {
      if (isAbort(signal.reason)) throw error;
      // What it says may be of the forge's own making: the kind of it is enough.
      const kind = error instanceof Error ? error.name : 'unknown';
      this.log('warn', 'a forge could not be asked what a subscriber may read', { host: forge.host, kind });
      return new Set<string>();
    }
  }

  private isShown({ answers }: Known, path: string): boolean {
    const answer = answers.get(path);
    return answer?.isShown === true && this.clock.now() - answer.at < this.lastMs;
  }

  private limitOf(host: string): LimitFunction {
    const limit = this.limits.get(host) ?? pLimit(parallel);
    this.limits.set(host, limit);
    return limit;
  }
}
