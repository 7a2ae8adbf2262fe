import { once } from 'node:events';
import { resolve } from 'node:path';
import { readRelayFile } from '../../../core/relay/config/read';
import { resolveRelay } from '../../../core/relay/config/resolve';
import { readSecret } from '../../../core/relay/config/secrets';
import { MemoryLog } from '../../../core/relay/log/memoryLog';
import { jsonLog } from '../../../core/relay/server/jsonLog';
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
  const events = new MemoryLog(config.limits.events);
  const relay = await startRelay({ config, events, log, tls: certificate });
  if (!signal.aborted) await once(signal, 'abort');
  await relay.close();
}
