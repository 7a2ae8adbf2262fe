import { randomBytes } from 'node:crypto';
import {
  DiscardPolicy,
  jetstreamManager,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import { RelayError } from '../../errors';
import { Positions, positionKeyBytes } from '../position';
import type { NatsOptions } from './connect';

/** Copies of a delivery are known for so long. */
const duplicatesMs = 10 * 60_000;
const dayMs = 24 * 3_600_000;
/** What JetStream says where a thing of that name is there already, as it is or in another way. */
const alreadyThere = new Set([10_058, 10_071]);

export interface OpenStreams {
  readonly manager: JetStreamManager;
  readonly positions: Positions;
  readonly info: StreamInfo;
  /** The stream that keeps the newest event of each branch. */
  readonly state: StreamInfo;
}

export const stateName = (stream: string): string => `KV_${stream}-state`;

/** The stream, the newest event of each branch, and the key that relays share; made where they are not there, and left as they are where they are. */
export async function openStreams(nats: NatsConnection, options: NatsOptions): Promise<OpenStreams> {
  const { stream, replicas, events } = options;
  const manager = await jetstreamManager(nats);
  const info = await ensure(manager, {
    name: stream,
    subjects: [`${stream}.events.>`],
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    storage: StorageType.File,
    num_replicas: replicas,
    max_msgs: events * 20,
    max_age: nanos(7 * dayMs),
    duplicate_window: nanos(duplicatesMs),
    allow_direct: true,
  });
  const state = await ensure(manager, stateConfig(stream, replicas));
  const keys = await new Kvm(nats).create(`${stream}-relay`, { history: 1, replicas });
  await keys.create('place-key', randomBytes(positionKeyBytes)).catch(ignoreThere);
  const shared = (await keys.get('place-key'))?.value;
  if (shared?.length !== positionKeyBytes) throw RelayError.noNats(`the key in the bucket ${stream}-relay is none.`);
  // A stream that was made anew counts from the beginning: its places are others.
  const positions = new Positions(Positions.keyFrom(shared, info.created));
  return { manager, positions, info, state };
}

/**
 * A bucket of keys that the server itself fills from the stream, in its order: no relay has to write it, and none can leave it behind. Source:
 * NATS docs, "JetStream source and mirror streams"; ADR-8.
 */
function stateConfig(stream: string, replicas: number): Partial<StreamConfig> & { name: string } {
  const bucket = `${stream}-state`;
  const src = `${stream}.events.*.*`;
  return {
    name: stateName(stream),
    subjects: [`$KV.${bucket}.>`],
    sources: [
      {
        name: stream,
        subject_transforms: [{ src, dest: `$KV.${bucket}.{{wildcard(1)}}.{{wildcard(2)}}` }],
      },
    ],
    max_msgs_per_subject: 1,
    storage: StorageType.File,
    num_replicas: replicas,
    max_age: nanos(30 * dayMs),
    discard: DiscardPolicy.New,
    deny_delete: true,
    allow_rollup_hdrs: true,
    allow_direct: true,
  };
}

/** Two relays may come at once, and both find nothing. */
async function ensure(
  manager: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
): Promise<StreamInfo> {
  try {
    return await manager.streams.info(config.name);
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.status !== 404) throw error;
  }
  return manager.streams.add(config).catch((error: unknown) => {
    ignoreThere(error);
    return manager.streams.info(config.name);
  });
}

function ignoreThere(error: unknown): void {
  if (!(error instanceof JetStreamApiError) || !alreadyThere.has(error.code)) throw error;
}
