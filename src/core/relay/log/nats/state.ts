import { DeliverPolicy, type JetStreamClient } from '@nats-io/jetstream';
import { delay } from '../../../support/deadline';
import { repositoryKey } from '../../repository';
import { eventIn } from './message';
import { stateName, type OpenStreams } from './streams';

const behindMs = 2_000;
const readMs = 15_000;

/**
 * Of each repository the place of its newest event, by the bucket that keeps the newest of each branch. Nothing where the bucket is behind the stream:
 * then it is not known whole.
 */
export async function readState(
  client: JetStreamClient,
  { manager }: OpenStreams,
  stream: string,
  newest: number,
): Promise<ReadonlyMap<string, number> | undefined> {
  const name = stateName(stream);
  const caughtUp = AbortSignal.timeout(behindMs);
  for (;;) {
    const { sources = [], state } = await manager.streams.info(name);
    if (newest === 0 || (state.messages > 0 && sources.every(({ lag }) => lag === 0))) {
      return state.messages === 0 ? new Map() : readAll(client, name, state.messages);
    }
    if (caughtUp.aborted) return undefined;
    await delay(50);
  }
}

async function readAll(
  client: JetStreamClient,
  name: string,
  count: number,
): Promise<ReadonlyMap<string, number> | undefined> {
  const consumer = await client.consumers.get(name, { deliver_policy: DeliverPolicy.All });
  const messages = await consumer.fetch({ max_messages: count, expires: readMs });
  const places = new Map<string, number>();
  for await (const message of messages) {
    // `stream sequence …`. Source: NATS, ADR-8 and "Nats-Stream-Source".
    const sequence = Number((message.headers?.get('Nats-Stream-Source') ?? '').split(' ')[1]);
    const event = eventIn(message.data);
    if (event && Number.isSafeInteger(sequence)) {
      const key = repositoryKey(event.data.repository);
      places.set(key, Math.max(sequence, places.get(key) ?? 0));
    }
    if (message.info.pending === 0) return places;
  }
  return undefined; // it was not read to its end
}
