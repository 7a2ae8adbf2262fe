import pLimit, { type LimitFunction } from 'p-limit';
import type { Clock, Instant } from '../../support/clock';
import { isAbort } from '../../support/errors';
import { Lru } from '../../support/lru';
import type { RelayForge } from '../config/resolve';
import { sparing, type RelayLog } from '../server/jsonLog';
import type { Answered, AskForge } from './askForge';

/** How soon a repository that was not shown is asked for again. */
const hiddenLastMs = 60_000;
/** A token that is nobody's is not asked about again for so long. */
const nobodyLastMs = 60_000;
const mostNobodies = 10_000;
/** Questions to one forge at once: of tokens that it knows, and of others. */
const parallel = { known: 8, stranger: 4 };
/** Those that wait for it; beyond, a stream is refused. */
const mostWaiting = { known: 2_000, stranger: 500 };
/** Answers in memory, of all tokens. */
const mostBytes = 300_000_000;
/** Of an answer, beside its path. */
const answerBytes = 120;
const askMs = 120_000;

interface Answer {
  readonly isShown: boolean;
  readonly at: Instant;
}

interface Known {
  readonly answers: Map<string, Answer>;
  asking: Promise<unknown>;
}

/** What may be told to whom. */
export interface Allowed {
  /** What the forge has confirmed. */
  readonly paths: ReadonlySet<string>;
  /** Until when by the same clock, at the longest: what is not confirmed anew until then is not to be told. */
  readonly until: Instant;
  /** `unknown`: the forge did not say it of all; `nobody`: it does not know the token. */
  readonly state: 'confirmed' | 'unknown' | 'nobody';
}

interface Asker {
  readonly token: string;
  /** Of the token, see `Subscriber`. */
  readonly name: string;
}

/**
 * What each subscriber may read, by the word of the forge itself. A forge that does not answer takes nothing away at once, and gives nothing: what it
 * confirmed counts until it is too old. Source: docs/relay.md, "Who is told what".
 */
export class Rights {
  private readonly limits = new Map<string, LimitFunction>();
  private readonly known = new Lru<string, Known>(mostBytes);
  /** Of tokens that are asked about for the first time. */
  private readonly strangers = new Map<string, Known>();
  private readonly nobodies = new Lru<string, Instant>(mostNobodies);
  private readonly sparingly: ReturnType<typeof sparing>;

  constructor(
    private readonly ask: AskForge,
    /** How long an answer of a forge counts at the longest. */
    private readonly lastMs: number,
    /** A steady one: a right is not to last for hours because somebody sets a clock back. */
    private readonly clock: Clock,
    log: RelayLog,
  ) {
    this.sparingly = sparing(log, clock);
  }

  /** Whether a forge has said already that the token is somebody's. */
  knows(host: string, { name }: Pick<Asker, 'name'>): boolean {
    return this.known.get(keyOf(host, name)) !== undefined;
  }

  /** Whether so many wait already that another one would wait for too long. */
  isBusy(host: string, asker: Pick<Asker, 'name'>): boolean {
    const kind = this.knows(host, asker) ? 'known' : 'stranger';
    return (this.limits.get(`${kind} ${host}`)?.pendingCount ?? 0) >= mostWaiting[kind];
  }

  /**
   * What of the paths may be told to the owner of the token.
   * @param youngMs answers that are younger are taken as they are
   */
  async allowed(
    forge: RelayForge,
    asker: Asker,
    paths: readonly string[],
    youngMs: number,
    signal: AbortSignal,
  ): Promise<Allowed> {
    const key = keyOf(forge.host, asker.name);
    if (this.clock.now() - (this.nobodies.get(key) ?? -Infinity) < nobodyLastMs) return nothing('nobody');
    const known = this.known.get(key) ?? this.strangers.get(key) ?? { answers: new Map(), asking: Promise.resolve() };
    if (!this.known.get(key)) this.strangers.set(key, known);
    // One after the other: whoever has two editors is asked for once.
    const turn = known.asking.then(() => this.renew(key, known, forge, asker.token, paths, youngMs, signal));
    const settled = turn.catch(() => undefined);
    known.asking = settled;
    try {
      return (await turn) === 'nobody' ? nothing('nobody') : this.told(known, paths);
    } finally {
      if (known.asking === settled) this.strangers.delete(key);
    }
  }

  private async renew(
    key: string,
    known: Known,
    forge: RelayForge,
    token: string,
    paths: readonly string[],
    youngMs: number,
    signal: AbortSignal,
  ): Promise<'nobody' | undefined> {
    signal.throwIfAborted();
    const { answers } = known;
    const now = this.clock.now();
    const old = paths.filter((path) => {
      const answer = answers.get(path);
      return !answer || now - answer.at >= (answer.isShown ? youngMs : Math.min(youngMs, hiddenLastMs));
    });
    if (old.length === 0) return undefined;
    // What was never answered comes first, should not all be.
    const asked = [...old.filter((path) => !answers.has(path)), ...old.filter((path) => answers.has(path))];
    const limit = this.limitOf(`${this.known.get(key) ? 'known' : 'stranger'} ${forge.host}`);
    const answered = await limit(() => this.asked(forge, token, asked, signal));
    signal.throwIfAborted();
    if (answered.kind === 'nobody') {
      this.known.delete(key);
      this.nobodies.set(key, this.clock.now());
      answers.clear();
      return 'nobody';
    }
    // Of what somebody asked for once, and does not any more, nothing is kept.
    for (const [path, { at }] of answers) if (now - at >= this.lastMs) answers.delete(path);
    for (const [path, said] of answered.of)
      if (said !== 'unknown') answers.set(path, { isShown: said === 'shown', at: this.clock.now() });
    if (answers.size > 0) this.known.set(key, known, bytesOf(answers));
    return undefined;
  }

  private async asked(
    forge: RelayForge,
    token: string,
    paths: readonly string[],
    signal: AbortSignal,
  ): Promise<Answered> {
    // From here on: what it waits for its turn is no fault of the forge.
    const limited = AbortSignal.any([signal, AbortSignal.timeout(askMs)]);
    try {
      signal.throwIfAborted();
      const answered = await this.ask(forge, token, paths, limited);
      if (answered.kind === 'told' && [...answered.of.values()].includes('unknown')) this.failed(forge, 'ForgeError');
      return answered;
    } catch (error) {
      if (isAbort(signal.reason)) throw error;
      // What it says may be of the forge's own making: the kind of it is enough.
      this.failed(forge, error instanceof Error ? error.name : 'unknown');
      return { kind: 'told', of: new Map() };
    }
  }

  private failed({ host }: RelayForge, kind: string): void {
    this.sparingly(host, 'warn', 'a forge could not be asked what a subscriber may read', { host, kind });
  }

  private told({ answers }: Known, paths: readonly string[]): Allowed {
    const now = this.clock.now();
    const shown = new Set<string>();
    let [until, isWhole] = [Infinity, true];
    for (const path of paths) {
      const answer = answers.get(path);
      // What is nearly too old is left out, so that the rest may be told for longer.
      if (!answer || now - answer.at >= this.lastMs * 0.9) isWhole = false;
      else if (answer.isShown) {
        shown.add(path);
        until = Math.min(until, answer.at + this.lastMs);
      }
    }
    return { paths: shown, until, state: isWhole ? 'confirmed' : 'unknown' };
  }

  private limitOf(key: string): LimitFunction {
    const limit = this.limits.get(key) ?? pLimit(key.startsWith('known') ? parallel.known : parallel.stranger);
    this.limits.set(key, limit);
    return limit;
  }
}

function nothing(state: Allowed['state']): Allowed {
  return { paths: new Set(), until: -Infinity, state };
}

function keyOf(host: string, name: string): string {
  return `${host} ${name}`;
}

function bytesOf(answers: ReadonlyMap<string, unknown>): number {
  let bytes = 1_000;
  for (const path of answers.keys()) bytes += answerBytes + 2 * path.length;
  return bytes;
}
