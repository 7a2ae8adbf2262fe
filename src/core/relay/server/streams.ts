import type { IncomingMessage, ServerResponse } from 'node:http';
import { delay } from '../../support/deadline';
import { every, type Disposable } from '../../support/disposable';
import { isAbort, reasonOf } from '../../support/errors';
import type { Clock } from '../../support/clock';
import type { Rights } from '../access/rights';
import { subscriberOf, type Subscriber } from '../access/subscriber';
import type { RelayConfig, RelayForge } from '../config/resolve';
import type { EventLog } from '../log/eventLog';
import { onlyHeader, type Answer } from './answer';
import type { Bodies } from './body';
import type { Figures } from './figures';
import type { RelayLog } from './jsonLog';
import { Questions, type Question } from './question';
import { framedOnce, Stream } from './stream';
import type { Timing } from './timing';

const nothingRetryMs = 5 * 60_000;
const shutdownRetryMs = 1_000;

export interface StreamsWorld {
  readonly config: RelayConfig;
  readonly events: EventLog;
  readonly rights: Rights;
  readonly bodies: Bodies;
  readonly figures: Figures;
  readonly log: RelayLog;
  readonly clock: Clock;
  readonly timing: Timing;
}

/** All subscribers. */
export class Streams {
  private readonly open = new Map<Stream, string>();
  private readonly perToken = new Map<string, number>();
  private readonly ends: Disposable[];
  private readonly frame;
  private readonly questions: Questions;
  private isEnding = false;
  private pumping: NodeJS.Timeout | undefined;

  constructor(private readonly world: StreamsWorld) {
    this.questions = new Questions(world.config.forges, world.bodies);
    this.frame = framedOnce(world.events, world.clock);
    this.ends = [
      world.events.onDidAppend(() => this.pumpSoon()),
      every(Math.min(1_000, world.timing.heartbeatMs), () => this.eachOpen((stream) => stream.beat())),
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
    const refused = this.refusal(subscriber, forge);
    if (refused) return refused;
    if (response.destroyed) return undefined;
    this.begin({ subscriber, question, forge }, onlyHeader(request, 'last-event-id'), response);
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

  /** The more streams there are, the more is gathered for each write: a write costs more than what is in it. */
  private pumpSoon(): void {
    const waitMs = Math.min(this.world.timing.gatherMs, this.open.size / 5);
    this.pumping ??= setTimeout(() => {
      this.pumping = undefined;
      this.eachOpen((stream) => stream.pump());
    }, waitMs);
  }

  private refusal({ name }: Subscriber, { host }: RelayForge): Answer | undefined {
    const { subscribers, subscribersPerToken } = this.world.config.limits;
    if (this.isEnding || this.open.size >= subscribers || this.world.rights.isBusy(host))
      return { status: 503, said: 'busy', retryAfterSeconds: 10 };
    if ((this.perToken.get(name) ?? 0) >= subscribersPerToken) return { status: 429, said: 'too many streams' };
    return undefined;
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
    const stream = new Stream(response, since, { ...this.world, frame: this.frame });
    const closed = new AbortController();
    this.open.set(stream, name);
    this.perToken.set(name, (this.perToken.get(name) ?? 0) + 1);
    response.once('close', () => {
      closed.abort(new DOMException('The subscriber has gone.', 'AbortError'));
      this.open.delete(stream);
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
    let before = 0;
    for (let youngMs = renewMs; ; youngMs = sharedMs) {
      const shown = await this.shownTo(asked, youngMs, signal);
      if (before === 0 && shown.size === 0) {
        stream.end('nothing', nothingRetryMs);
        return;
      }
      stream.tellOf(shown);
      const waitMs = shown.size < before ? renewSoonMs : renewMs;
      before = Math.max(before, shown.size);
      await delay(waitMs * (0.9 + Math.random() * 0.2), signal);
    }
  }

  private async shownTo({ subscriber, question, forge }: Asked, youngMs: number, signal: AbortSignal) {
    const { repositories, paths } = question;
    if (subscriber.kind === 'relay') return new Map([...repositories].filter(([key]) => subscriber.token.covers(key)));
    const shown = await this.world.rights.shown(forge, subscriber, paths, youngMs, signal);
    // What is the same for many is kept once: there may be thousands of streams.
    if (shown.size === repositories.size) return repositories;
    return new Map([...repositories].filter((_, index) => shown.has(paths[index] ?? '')));
  }

  private eachOpen(action: (stream: Stream) => void): void {
    for (const stream of this.open.keys()) action(stream);
  }
}

interface Asked {
  readonly subscriber: Subscriber;
  readonly question: Question;
  readonly forge: RelayForge;
}
