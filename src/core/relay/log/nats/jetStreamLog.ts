import { DeliverPolicy, jetstream, type ConsumerMessages, type JetStreamClient, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { delay } from '../../../support/deadline';
import { Emitter } from '../../../support/emitter';
import { isAbort, reasonOf } from '../../../support/errors';
import { RelayError } from '../../errors';
import type { RelayEvent } from '../../event';
import type { FactStore } from '../../facts/factStore';
import { sparing, type RelayLog } from '../../server/jsonLog';
import { steadyClock } from '../../../support/clock';
import type { EventLog, Stored } from '../eventLog';
import type { Positions } from '../position';
import { Ring, tagOf } from '../ring';
import { connectNats, type NatsOptions } from './connect';
import { eventIn } from './message';
import { NatsFacts } from './natsFacts';
import { Outbox } from './outbox';
import { Progress } from './progress';
import { readState } from './state';
import { openStreams, type OpenStreams } from './streams';
import { natsSubject } from './subjects';

/** How often the stream is held against what was heard. */
const checkMs = 2_000;
/** As long as what waits is stored yet, once the relay stops. */
const drainMs = 5_000;
/** How long a webhook waits for its event to be stored; then it is kept here. */
const storeMs = 1_500;
const againMs = 1_000;

/**
 * Events in a stream of NATS JetStream, for any number of relays: each keeps the newest of it in memory, and serves its subscribers from there. The
 * places are those of the stream, so a subscriber may go on at another relay.
 */
export class JetStreamLog implements EventLog {
  readonly positions: Positions;
  readonly ring: Ring;
  private readonly appended = new Emitter<void>();
  readonly onDidAppend = this.appended.event;
  private readonly client: JetStreamClient;
  private readonly outbox = new Outbox((event) => this.store(event));
  private readonly ending = new AbortController();
  private messages: ConsumerMessages | undefined;
  private isConnected = true;
  private readonly progress = new Progress();
  private readonly passed: ReturnType<typeof sparing>;
  /** Settles where it cannot go on: then another run has to begin anew. */
  readonly failed: Promise<RelayError>;
  private fail: (error: RelayError) => void = () => undefined;

  private constructor(
    private readonly nats: NatsConnection,
    private readonly streams: OpenStreams,
    private readonly options: NatsOptions,
    private readonly log: RelayLog,
    first: number,
  ) {
    this.passed = sparing(log, steadyClock);
    this.positions = streams.positions;
    this.ring = new Ring(options.events, first - 1);
    this.client = jetstream(nats);
    this.failed = new Promise((resolve) => (this.fail = resolve));
  }

  /** @throws RelayError where JetStream cannot be used */
  static async open(options: NatsOptions, log: RelayLog): Promise<JetStreamLog> {
    const nats = await connectNats(options);
    try {
      const streams = await openStreams(nats, options);
      const { first_seq: oldest, last_seq: newest } = streams.info.state;
      const opened = new JetStreamLog(nats, streams, options, log, Math.max(oldest, newest - options.events + 1, 1));
      const earlier = await readState(opened.client, streams, options.stream, newest);
      if (earlier) opened.ring.remember(earlier);
      void opened.watch();
      void opened.listen();
      void opened.check();
      await opened.hasHeard(newest);
      return opened;
    } catch (error) {
      await nats.close();
      throw error instanceof RelayError ? error : RelayError.noNats(reasonOf(error), error);
    }
  }

  get isReady(): boolean {
    return this.isConnected && this.progress.isHearing && !this.outbox.isStuck;
  }

  get waiting(): number {
    return this.outbox.size;
  }

  async append(event: RelayEvent): Promise<Stored> {
    // Behind what came before, as far as that waits still.
    if (!this.isConnected || this.outbox.size > 0) return this.outbox.keep(event);
    try {
      return await this.store(event);
    } catch {
      return this.outbox.keep(event);
    }
  }

  openFacts(): Promise<FactStore> {
    return NatsFacts.open(this.nats, this.options, this.log);
  }

  async close(): Promise<void> {
    const lost = await this.outbox.close(drainMs);
    if (lost > 0) this.log('warn', 'events that were taken could not be stored, and are lost', { lost });
    this.ending.abort(new DOMException('The relay has stopped.', 'AbortError'));
    this.messages?.stop();
    this.appended.dispose();
    await Promise.race([this.nats.close(), delay(50)]);
  }

  /** A copy that another relay stored meanwhile is known by its name. */
  private async store(event: RelayEvent): Promise<Stored> {
    const subject = natsSubject(this.options.stream, event);
    const stored = await this.client.publish(subject, JSON.stringify(event), { msgID: event.id, timeout: storeMs });
    this.progress.stored(stored.seq);
    return stored.duplicate ? 'duplicate' : 'stored';
  }

  /** Hears the stream from where it is, again and again. */
  private async listen(): Promise<void> {
    while (!this.ending.signal.aborted) {
      try {
        await this.isSameStream();
        const consumer = await this.client.consumers.get(this.options.stream, {
          deliver_policy: DeliverPolicy.StartSequence,
          opt_start_seq: this.ring.last + 1,
        });
        this.messages = await consumer.consume({ max_messages: 1_000, expires: 10_000, idle_heartbeat: 2_000 });
        for await (const message of this.messages) this.take(message);
      } catch (error) {
        if (!isAbort(this.ending.signal.reason))
          this.log('warn', 'the stream is not heard', { reason: reasonOf(error) });
      }
      await delay(againMs, this.ending.signal).catch(() => undefined);
    }
  }

  private take({ seq, data }: JsMsg): void {
    const event = eventIn(data);
    if (event && this.ring.put(seq, event)) this.appended.fire();
    else if (!event) this.passed('odd', 'warn', 'a message in the stream is no event, and is passed by');
    this.ring.advance(seq);
  }

  private async watch(): Promise<void> {
    for await (const { type } of this.nats.status()) {
      if (type === 'disconnect') {
        this.isConnected = false;
        this.log('warn', 'NATS is away');
      } else if (type === 'reconnect') {
        this.isConnected = true;
        this.log('info', 'NATS is back');
        // Whoever kept what was to be heard may be gone: it is asked for anew.
        this.messages?.stop();
      }
    }
  }

  /** A connection that stands says nothing of the stream behind it: it is held against what was heard, again and again. */
  private async check(): Promise<void> {
    while (!this.ending.signal.aborted) {
      await delay(checkMs, this.ending.signal).catch(() => undefined);
      if (!this.isConnected) continue;
      try {
        const { last_seq: last } = await this.sameStream();
        const step = this.progress.look(this.ring.last, last, performance.now());
        if (step === 'stuck') await this.again(last);
      } catch (error) {
        this.progress.deaf();
        this.passed('unasked', 'warn', 'the stream cannot be asked about', { reason: reasonOf(error) });
      }
    }
  }

  /** What is there was not heard for a while: there is nothing to be heard at those places, or it has to be asked for anew. */
  private async again(last: number): Promise<void> {
    const heard = this.ring.last;
    const next = { seq: heard + 1, next_by_subj: `${this.options.stream}.events.>` };
    if (await this.streams.manager.streams.getMessage(this.options.stream, next)) {
      this.progress.deaf();
      this.messages?.stop();
    } else this.ring.advance(last);
  }

  /** A stream that was lost, made anew, emptied, or lost its end, has other places: nobody could go on. @throws where it cannot be asked */
  private async sameStream(): Promise<{ readonly last_seq: number }> {
    // Before it is asked: while the answer is on its way, more may be heard than it knows of.
    const heard = this.ring.last;
    const info = await this.streams.manager.streams.info(this.options.stream).catch((error: unknown) => {
      if ((error as { status?: unknown }).status === 404) return undefined;
      throw error;
    });
    const { first_seq: first = 0, last_seq: last = 0 } = info?.state ?? {};
    if (info?.created !== this.streams.info.created || last < heard || first > this.ring.last + 1)
      this.fail(RelayError.noNats('the stream is gone, or another one.'));
    return { last_seq: last };
  }

  /** The same, and whether what was heard last is still what stands there. */
  private async isSameStream(): Promise<void> {
    await this.sameStream();
    const { last, lastTag } = this.ring;
    if (lastTag === 0) return;
    const there = await this.streams.manager.streams.getMessage(this.options.stream, { seq: last });
    const event = there && eventIn(there.data);
    if (event && tagOf(event.id) !== lastTag) this.fail(RelayError.noNats('the stream has lost its end.'));
  }

  /** Waits until what was there is heard; a relay that has not is not ready. */
  private async hasHeard(place: number): Promise<void> {
    const until = AbortSignal.timeout(20_000);
    while (this.ring.last < place && !until.aborted) await delay(20);
    if (this.ring.last < place) this.log('warn', 'what is in the stream was not all heard yet', { place });
  }
}
