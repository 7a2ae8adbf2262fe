import { parseRelayFile } from '../../src/core/relay/config/read';
import { resolveRelay } from '../../src/core/relay/config/resolve';
import { MemoryLog } from '../../src/core/relay/log/memoryLog';
import { jsonLog } from '../../src/core/relay/server/jsonLog';
import { startRelay } from '../../src/core/relay/server/relayServer';
import type { Ending } from './ending';
import { owner as shop } from './fleet/accounts';
import type { AnyForge } from './forge';
import type { LabRelay } from './lab';

const secret = 'the-webhook-of-the-lab';
/** What the lab's editors and command lines send to it. */
const token = `blr_${'lab'.repeat(12)}`;

/**
 * A relay as a team would run it, and the webhook by which the forge tells it.
 * @param reads a token of its own for the forge, where it reads for all
 */
export async function labRelay(
  forge: AnyForge,
  ending: Ending,
  { owner = shop, reads }: { readonly owner?: string; readonly reads?: string | undefined } = {},
): Promise<LabRelay> {
  const { host } = new URL(forge.url);
  const parsed = parseRelayFile(`version: 1
listen: { host: 127.0.0.1, port: 0, adminHost: 127.0.0.1, adminPort: 0 }
forges:
  - { host: "${host}", kind: gitea, api: "${forge.url}/api/v1", secrets: [{ env: HOOK }], repositories: ["${owner}/*"]${reads === undefined ? '' : ', token: { env: READS }'} }
tokens:
  - { name: lab, secret: { env: TOKEN }, repositories: ["${host}/${owner}/*"], facts: true }
`);
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  const environment = { HOOK: secret, TOKEN: token, READS: reads };
  const config = await resolveRelay({ ...parsed, path: 'relay.yaml', folder: '/' }, { environment });
  const events = new MemoryLog(config.limits.events);
  const log = jsonLog(() => undefined, { now: () => Date.now() });
  const running = await startRelay({ config, events, log });
  await ending.add(() => running.close());
  const url = `http://127.0.0.1:${running.port}`;
  await forge.addHook(
    { owner },
    { url: `${url}/v1/hooks/${encodeURIComponent(host)}`, secret, events: ['push', 'pull_request', 'status'] },
  );
  const metrics = async () => (await fetch(`http://127.0.0.1:${running.adminPort}/metrics`)).text();
  return { url, token, metrics, stop: () => running.close() };
}
