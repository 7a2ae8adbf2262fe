import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { reasonOf } from '../../../support/errors';
import { RelayError } from '../../errors';

export interface NatsOptions {
  readonly servers: readonly string[];
  /** What stands in a credentials file of NATS: a user's JWT and seed. */
  readonly credentials?: string | undefined;
  /** Authorities of one's own, in PEM. */
  readonly ca?: string | undefined;
  /** The name of the stream; what belongs to it is named after it. */
  readonly stream: string;
  readonly replicas: number;
  /** How many events are kept in memory, and twenty times as many in the stream. */
  readonly events: number;
}

/** A connection that comes back by itself, whatever becomes of the servers. @throws RelayError where there is none at first */
export async function connectNats({ servers, credentials, ca }: NatsOptions): Promise<NatsConnection> {
  try {
    return await connect({
      servers: [...servers],
      name: 'branchline relay',
      timeout: 10_000,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 500,
      reconnectJitter: 500,
      pingInterval: 20_000,
      ignoreAuthErrorAbort: true,
      // The client takes none without a line break at its end, and secrets are read without one.
      ...(credentials === undefined
        ? {}
        : { authenticator: credsAuthenticator(new TextEncoder().encode(`${credentials}\n`)) }),
      ...(ca === undefined ? {} : { tls: { ca } }),
    });
  } catch (error) {
    throw RelayError.noNats(reasonOf(error), error);
  }
}
