import { parseRelayFile } from '../../../src/core/relay/config/read';
import { resolveRelay, type RelayConfig } from '../../../src/core/relay/config/resolve';
import type { EventLog } from '../../../src/core/relay/log/eventLog';
import { MemoryLog } from '../../../src/core/relay/log/memoryLog';
import { jsonLog } from '../../../src/core/relay/server/jsonLog';
import { startRelay, type RelayOptions, type RunningRelay } from '../../../src/core/relay/server/relayServer';
import { inEnglish } from '../../../src/core/support/message';
import { secret } from '../../unit/relay/deliveries';

export const relayToken = `blr_${'r'.repeat(40)}`;

export interface LabRelay extends RunningRelay {
  readonly log: readonly string[];
  readonly events: EventLog;
  /** Sends a webhook. @returns status, and the word of the answer */
  hook(
    host: string,
    sent: { headers: Readonly<Record<string, string>>; body: string | Buffer },
  ): Promise<[number, string]>;
  metrics(): Promise<string>;
}

export async function configOf(text: string, environment: Readonly<Record<string, string>> = {}): Promise<RelayConfig> {
  const parsed = parseRelayFile(text);
  if (parsed.kind === 'invalid') throw new Error(parsed.problems.map(({ said }) => inEnglish(said)).join('\n'));
  const given = { HOOK: secret, RELAY_TOKEN: relayToken, ...environment };
  return resolveRelay({ ...parsed, path: 'relay.yaml', folder: '/' }, { environment: given });
}

/** A configuration with one forge that speaks Gitea's dialect, on ports that are free. */
export function relayFileFor(forge: { readonly host: string; readonly api: string }, more = ''): string {
  return `version: 1
listen: { host: 127.0.0.1, port: 0, adminHost: 127.0.0.1, adminPort: 0 }
forges:
  - { host: "${forge.host}", kind: gitea, api: "${forge.api}", secrets: [{ env: HOOK }], repositories: ["gitops/*"] }
tokens:
  - { name: ci, secret: { env: RELAY_TOKEN }, repositories: ["**"] }
${more}`;
}

export async function startLabRelay(
  config: RelayConfig,
  { events = new MemoryLog(config.limits.events), ...options }: Partial<RelayOptions> = {},
): Promise<LabRelay> {
  const lines: string[] = [];
  const log = jsonLog((line) => lines.push(line), { now: () => Date.now() });
  const running = await startRelay({ config, events, log, ...options });
  const relay: LabRelay = {
    ...running,
    log: lines,
    events,
    hook: async (host, { headers, body }) => {
      const url = `http://127.0.0.1:${running.port}/v1/hooks/${encodeURIComponent(host)}`;
      const response = await fetch(url, {
        method: 'POST',
        headers,
        body: typeof body === 'string' ? body : Uint8Array.from(body),
      });
      return [response.status, ((await response.json()) as { result: string }).result];
    },
    metrics: async () => (await fetch(`http://127.0.0.1:${running.adminPort}/metrics`)).text(),
  };
  return relay;
}
