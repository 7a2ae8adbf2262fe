import { DeliverPolicy, jetstream, type ConsumerMessages, type JetStreamClient, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { delay } from '../../../support/deadline';
import { Emitter } from '../../../support/emitter';
import { isAbort, reasonOf } from '../../../support/errors';
import { RelayError } from '../../errors';
import { relayEvent, type RelayEvent } from '../../event';
import type { RelayLog } from '../../server/jsonLog';
import type { EventLog, Stored } from '../eventLog';
import type { Positions } from '../position';
import { Ring } from '../ring';
import { connectNats, type NatsOptions } from './connect';
import { Outbox } from './outbox';
import { readState } from './state';
import { openStreams, type OpenStreams } from './streams';
import { natsSubject } from './subjects';

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
      await opened.hasHeard(newest);
      return opened;
    } catch (error) {
      await nats.close();
      throw error instanceof RelayError ? error : RelayError.noNats(reasonOf(error), error);
    }
  }

  get isReady(): boolean {
    return this.isConnected && !this.outbox.isStuck;
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

  async close(): Promise<void> {
    this.ending.abort(new DOMException('The relay has stopped.', 'AbortError'));
    await this.outbox.close();
    this.messages?.stop();
    this.appended.dispose();
    await Promise.race([this.nats.close(), delay(50)]);
  }

  /** A copy that another relay stored meanwhile is known by its name. */
  private async store(event: RelayEvent): Promise<Stored> {
    const subject = natsSubject(this.options.stream, event);
    const stored = await this.client.publish(subject, JSON.stringify(event), { msgID: event.id, timeout: storeMs });
    return stored.duplicate ? 'duplicate' : 'stored';
  }

  /** Hears the stream from where it is, again and again. */
  private async listen(): Promise<void> {
    while (!this.ending.signal.aborted) {
      try {
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
    const event = relayEvent.safeParse(jsonOf(data));
    // Whoever may write to the stream may write anything: what is no event is passed by.
    if (event.success && this.ring.put(seq, event.data)) this.appended.fire();
  }

  private async watch(): Promise<void> {
    for await (const { type } of this.nats.status()) {
      if (type === 'disconnect') {
        this.isConnected = false;
        this.log('warn', 'NATS is away');
      } else if (type === 'reconnect') {
        this.isConnected = true;
        this.log('info', 'NATS is back');
        await this.isSameStream().catch(() => undefined);
      }
    }
  }

  /** A stream that was lost and made anew has other places: nobody could go on. */
  private async isSameStream(): Promise<void> {
    const info = await this.streams.manager.streams.info(this.options.stream).catch((error: unknown) => {
      if ((error as { status?: unknown }).status === 404) return undefined;
      throw error;
    });
    if (info?.created !== this.streams.info.created || info.state.last_seq < this.ring.last)
      this.fail(RelayError.noNats('the stream is gone, or another one.'));
  }

  private async hasHeard(place: number): Promise<void> {
    const until = AbortSignal.timeout(20_000);
    while (this.ring.last < place && !until.aborted) await delay(20);
  }
}

function jsonOf(data: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(data));
  } catch {
    return undefined;
  }
}
