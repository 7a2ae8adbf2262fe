import type { IncomingMessage, ServerResponse } from 'node:http';
import { delay } from '../../support/deadline';
import { every, type Disposable } from '../../support/disposable';
import { isAbort, reasonOf } from '../../support/errors';
import type { Clock } from '../../support/clock';
import type { Rights } from '../access/rights';
import { Strangers } from '../access/strangers';
import { subscriberOf, type Subscriber } from '../access/subscriber';
import type { RelayConfig, RelayForge } from '../config/resolve';
import type { EventLog } from '../log/eventLog';
import { onlyHeader, type Answer } from './answer';
import type { Bodies } from './body';
import type { Figures } from './figures';
import type { RelayLog } from './jsonLog';
import { Questions, type Question } from './question';
import type { FactRoom } from './factRoom';
import { framedOnce, joinedOnce, Stream } from './stream';
import { factsMadeOnce, StreamFacts } from './streamFacts';
import type { Timing } from './timing';

const nothingRetryMs = 5 * 60_000;
/** After the forge did not answer. */
const unreachableRetryMs = 30_000;
const refusedRetryMs = 1_000;
const busyRetryMs = 10_000;
/** Streams whose token no forge has confirmed yet: they take nobody's place. */
const mostStrangers = 500;
const shutdownRetryMs = 1_000;

export interface StreamsWorld {
  readonly config: RelayConfig;
  readonly events: EventLog;
  readonly rights: Rights;
  readonly bodies: Bodies;
  readonly figures: Figures;
  readonly log: RelayLog;
  readonly clock: Clock;
  /** For how long something lasts, whatever the clock is set to. */
  readonly steady: Clock;
  readonly timing: Timing;
  /** Where the relay reads for all; nothing where it does not. */
  readonly room: FactRoom | undefined;
}

/** All subscribers. */
export class Streams {
  private readonly open = new Map<Stream, string>();
  private readonly unconfirmed = new Set<Stream>();
  private readonly strangers: Strangers;
  private readonly perToken = new Map<string, number>();
  private readonly ends: Disposable[];
  private readonly frames;
  private readonly factOf = factsMadeOnce();
  private readonly questions: Questions;
  private isEnding = false;
  /** Since when events can neither be stored nor heard, and whether subscribers know. */
  private awaySince: number | undefined;
  private isHolding = false;
  private pumping: NodeJS.Timeout | undefined;

  constructor(private readonly world: StreamsWorld) {
    this.strangers = new Strangers(world.steady);
    this.questions = new Questions(world.config.forges, world.bodies);
    this.frames = joinedOnce(framedOnce(world.events, world.clock));
    this.ends = [
      world.events.onDidAppend(() => this.pumpSoon()),
      ...(world.room ? [world.room.onDidRead((key) => this.factRead(key))] : []),
      every(Math.min(1_000, world.timing.heartbeatMs), () => this.beat()),
    ];
  }

  get size(): number {
    return this.open.size;
  }

  /** Begins a stream, or says why there is none. */
  async subscribe(request: IncomingMessage, response: ServerResponse, url: URL): Promise<Answer | undefined> {
    const subscriber = subscriberOf(onlyHeader(request, 'authorization'), this.world.config.tokens);
    if (!subscriber) return { status: 401, said: 'not authentic' };
    const question = await this.questions.of(request, url);
    if ('status' in question) return question;
    const forge = this.world.config.forges.get(question.host);
    if (!forge) return { status: 404, said: 'not found' };
    const address = request.socket.remoteAddress ?? '';
    const refused = this.refusal(subscriber, forge, address);
    if (refused) return refused;
    if (response.destroyed) return undefined;
    this.begin({ subscriber, question, forge, address }, onlyHeader(request, 'last-event-id'), response);
    return undefined;
  }

  /** Tells every subscriber that it is over. */
  end(): void {
    this.isEnding = true;
    clearTimeout(this.pumping);
    this.eachOpen((stream) => stream.pump());
    for (const one of this.ends) one.dispose();
    for (const stream of this.open.keys()) stream.end('shutdown', shutdownRetryMs);
  }

  private beat(): void {
    const { events, steady, timing } = this.world;
    const now = steady.now();
    if (events.isReady) {
      this.awaySince = undefined;
      if (this.isHolding) this.eachOpen((stream) => stream.release());
      this.isHolding = false;
    } else {
      this.awaySince ??= now;
      if (now - this.awaySince >= timing.breakMs && !this.isHolding) {
        this.isHolding = true;
        this.eachOpen((stream) => stream.hold());
      }
    }
    this.eachOpen((stream) => stream.beat());
  }

  private factRead(key: string): void {
    this.eachOpen((stream) => stream.noteFact(key));
    this.pumpSoon();
  }

  private factsFor({ subscriber, question }: Asked): StreamFacts | undefined {
    const { room, clock } = this.world;
    const mayHave = subscriber.kind === 'forge' || subscriber.token.facts;
    if (!room || !question.branches || !mayHave) return undefined;
    return new StreamFacts(room.desk, question.branches, clock, this.factOf);
  }

  /** The more streams there are, the more is gathered for each write: a write costs more than what is in it. */
  private pumpSoon(): void {
    const waitMs = Math.min(this.world.timing.gatherMs, this.open.size / 5);
    this.pumping ??= setTimeout(() => {
      this.pumping = undefined;
      this.eachOpen((stream) => stream.pump());
    }, waitMs);
  }

  private refusal(subscriber: Subscriber, { host }: RelayForge, address: string): Answer | undefined {
    const { subscribersPerToken } = this.world.config.limits;
    const busy = { status: 503, said: 'busy', retryAfterSeconds: 10 };
    if (this.isEnding) return busy;
    if (subscriber.kind === 'forge') {
      const { rights } = this.world;
      const isStranger = !rights.knows(host, subscriber);
      if (rights.isBusy(host, subscriber)) return busy;
      if (isStranger && (this.unconfirmed.size >= mostStrangers || !this.strangers.isWelcome(address))) return busy;
      if (!isStranger && this.isFull) return busy;
    } else if (this.isFull) return busy;
    if ((this.perToken.get(subscriber.name) ?? 0) >= subscribersPerToken)
      return { status: 429, said: 'too many streams' };
    return undefined;
  }

  /** Whether all places are taken by those who may hear something. */
  private get isFull(): boolean {
    return this.open.size - this.unconfirmed.size >= this.world.config.limits.subscribers;
  }

  private begin(asked: Asked, since: string | undefined, response: ServerResponse): void {
    const { name } = asked.subscriber;
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    response.socket?.setNoDelay(true);
    const facts = this.factsFor(asked);
    const stream = new Stream(response, since, { ...this.world, frames: this.frames, facts });
    if (this.isHolding) stream.hold();
    const closed = new AbortController();
    this.open.set(stream, name);
    if (asked.subscriber.kind === 'forge' && !this.world.rights.knows(asked.forge.host, asked.subscriber))
      this.unconfirmed.add(stream);
    this.perToken.set(name, (this.perToken.get(name) ?? 0) + 1);
    response.once('close', () => {
      closed.abort(new DOMException('The subscriber has gone.', 'AbortError'));
      this.open.delete(stream);
      this.unconfirmed.delete(stream);
      facts?.dispose();
      const left = (this.perToken.get(name) ?? 1) - 1;
      if (left > 0) this.perToken.set(name, left);
      else this.perToken.delete(name);
    });
    response.on('error', () => response.destroy());
    this.keepScope(stream, asked, closed.signal).catch((error: unknown) => {
      if (!isAbort(error)) this.world.log('error', 'a stream was broken off', { reason: reasonOf(error) });
      response.destroy();
    });
  }

  /** Asks what may be told, and again for as long as the stream is open. */
  private async keepScope(stream: Stream, asked: Asked, signal: AbortSignal): Promise<void> {
    const { renewMs, renewSoonMs, sharedMs } = this.world.timing;
    let [hasBegun, unknown] = [false, 0];
    for (let youngMs = renewMs; ; youngMs = sharedMs) {
      const { shown, until, state } = await this.allowed(asked, youngMs, signal);
      if (state === 'nobody' || (!hasBegun && shown.size === 0)) {
        if (state === 'nobody' && !hasBegun) this.strangers.refused(asked.address);
        if (state === 'unknown') stream.end('unreachable', unreachableRetryMs);
        else if (hasBegun) stream.end('refused', refusedRetryMs);
        else stream.end('nothing', nothingRetryMs);
        return;
      }
      if (this.unconfirmed.has(stream) && this.isFull) {
        stream.end('busy', busyRetryMs);
        return;
      }
      this.unconfirmed.delete(stream);
      hasBegun = true;
      stream.tellOf(shown, until);
      unknown = state === 'unknown' ? unknown + 1 : 0;
      const waitMs = unknown === 0 ? renewMs : Math.min(renewSoonMs * 2 ** (unknown - 1), renewMs);
      await delay(waitMs * (0.9 + Math.random() * 0.2), signal);
    }
  }

  private async allowed({ subscriber, question, forge }: Asked, youngMs: number, signal: AbortSignal) {
    const { repositories, paths } = question;
    if (subscriber.kind === 'relay') {
      const shown = new Map([...repositories].filter(([key]) => subscriber.token.covers(key)));
      return { shown, until: Infinity, state: 'confirmed' as const };
    }
    const allowed = await this.world.rights.allowed(forge, subscriber, paths, youngMs, signal);
    // What is the same for many is kept once: there may be thousands of streams.
    if (allowed.paths.size === repositories.size) return { ...allowed, shown: repositories };
    return {
      ...allowed,
      shown: new Map([...repositories].filter((_, index) => allowed.paths.has(paths[index] ?? ''))),
    };
  }

  private eachOpen(action: (stream: Stream) => void): void {
    for (const stream of this.open.keys()) action(stream);
  }
}

interface Asked {
  readonly subscriber: Subscriber;
  readonly question: Question;
  readonly forge: RelayForge;
  /** Where it came from. */
  readonly address: string;
}
