import { once } from 'node:events';
import { resolve } from 'node:path';
import { readRelayFile, type ReadFile } from '../../../core/relay/config/read';
import { resolveRelay } from '../../../core/relay/config/resolve';
import { readSecret, type SecretReader } from '../../../core/relay/config/secrets';
import type { NatsOptions } from '../../../core/relay/log/nats/connect';
import { MemoryLog } from '../../../core/relay/log/memoryLog';
import { jsonLog, type RelayLog } from '../../../core/relay/server/jsonLog';
import { startRelay } from '../../../core/relay/server/relayServer';
import { systemClock } from '../../../core/support/clock';
import type { CliContext } from '../../context';

/** Runs a relay until the command is stopped. @throws RelayError where it cannot be run as it is configured */
export async function runRelay({ config: path, check }: { config: string; check?: boolean }, context: CliContext) {
  const { signal, environment } = context;
  const read = await readRelayFile(resolve(context.folder, path), signal);
  const reader = { environment, signal, folder: read.folder };
  const config = await resolveRelay(read, reader);
  const { tls } = config.listen;
  const certificate = tls && {
    cert: await readSecret(tls.certificate, 'listen.tls', reader),
    key: await readSecret(tls.key, 'listen.tls', reader),
  };
  if (check) {
    context.print(
      `${path}: ${config.forges.size} forges, ${config.hooks.size} webhooks, ${config.tokens.length} tokens.`,
    );
    return;
  }
  const log = jsonLog((line) => context.print(line), systemClock);
  const nats = await natsOf(read, reader);
  const events = nats ? await openNats(nats, log) : new MemoryLog(config.limits.events);
  const relay = await startRelay({ config, events, log, tls: certificate });
  const stopped = signal.aborted ? Promise.resolve() : once(signal, 'abort').then(() => undefined);
  const failure = await (events instanceof MemoryLog ? stopped : Promise.race([stopped, events.failed]));
  await relay.close();
  if (failure) throw failure;
}

/** What is needed for NATS alone is loaded where it is used. */
async function openNats(options: NatsOptions, log: RelayLog) {
  const { JetStreamLog } = await import('../../../core/relay/log/nats/jetStreamLog');
  return JetStreamLog.open(options, log);
}

async function natsOf({ file }: ReadFile, reader: SecretReader): Promise<NatsOptions | undefined> {
  const { nats, limits } = file;
  if (!nats) return undefined;
  const { servers, stream, replicas } = nats;
  const credentials = nats.credentials && (await readSecret(nats.credentials, 'nats', reader));
  const ca = nats.ca && (await readSecret(nats.ca, 'nats.ca', reader));
  return { servers, stream, replicas, credentials, ca, events: limits.events };
}
