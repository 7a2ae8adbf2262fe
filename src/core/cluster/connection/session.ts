import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import type { Disposable } from '../../support/disposable';
import type { KubeContext } from '../kubeconfig/types';
import { dataOf, resolveCredentials, type CredentialOptions, type Credentials } from './credentials';
import type { Endpoint } from './networkFailure';
import { proxyFor } from './proxy';

/** All that {@link openSession} needs but the context and the moment. */
export type SessionOptions = Omit<CredentialOptions, 'now' | 'signal'>;

/** How long a proxy may take to lead through. */
const proxyTimeoutMs = 15_000;
const keepAliveMs = 30_000;

/** An authorised way to one API server, with sockets of its own. */
export class Session implements Disposable {
  private constructor(
    readonly context: KubeContext,
    readonly base: URL,
    readonly endpoint: Endpoint,
    readonly credentials: Credentials,
    private readonly config: KubeConfig,
    private readonly agent: http.Agent,
  ) {}

  /**
   * Signs in and prepares TLS and proxy as the kubeconfig says; nothing is sent to the cluster yet.
   *
   * @throws ClusterError of the connection
   */
  static async open(context: KubeContext, options: SessionOptions, now: number, signal: AbortSignal): Promise<Session> {
    const [credentials, ca] = await Promise.all([
      resolveCredentials(context, { ...options, now, signal }),
      dataOf(context.cluster.caData, context.cluster.caFile, signal),
    ]);
    const base = new URL(context.cluster.server);
    const proxy = proxyFor(base, context.cluster.proxyUrl, options.environment);
    const config = await configOf(context, credentials, ca ?? systemAuthorities(base), proxy);
    const agent = await agentOf(config, base, proxy);
    return new Session(context, base, endpointOf(context, base, proxy), credentials, config, agent);
  }

  /** Options of a request: agent, TLS and who asks. Asked for each request, as OpenID tokens are renewed in between. */
  async authorised(): Promise<https.RequestOptions> {
    const options: https.RequestOptions = { headers: {} };
    await this.config.applyToHTTPSOptions(options);
    const headers = { ...(options.headers as http.OutgoingHttpHeaders), ...impersonation(this.context) };
    // TLS stands on the request as well: an editor may put an agent of its own in place of ours.
    return { ...options, rejectUnauthorized: !this.context.cluster.skipTlsVerify, headers, agent: this.agent };
  }

  isStale(now: number): boolean {
    return this.credentials.renewAt !== undefined && this.credentials.renewAt <= now;
  }

  /** Takes no more requests; what runs comes to its end, and its sockets with it. */
  retire(): void {
    this.agent.maxFreeSockets = 0;
    for (const sockets of Object.values(this.agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
  }

  dispose(): void {
    this.agent.destroy();
  }
}

/** The client that a kubeconfig needs: much code, which is loaded once, and where possible while something else is waited for. */
export const loadClient = () => import('@kubernetes/client-node/dist/config.js');

/** Only one context is ever in it, complete: client-node reads no file and runs no program. */
async function configOf(
  { cluster, user }: KubeContext,
  credentials: Credentials,
  ca: string | undefined,
  proxy: string | undefined,
): Promise<KubeConfig> {
  const { KubeConfig } = await loadClient();
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [
      {
        name: 'cluster',
        server: cluster.server,
        caData: ca,
        // client-node refuses plain http otherwise; there is no certificate to verify then.
        skipTLSVerify: cluster.skipTlsVerify || cluster.server.startsWith('http:'),
        tlsServerName: cluster.tlsServerName,
        proxyUrl: proxy,
      },
    ],
    users: [
      {
        name: 'user',
        token: credentials.token,
        certData: credentials.certificate,
        keyData: credentials.key,
        username: user.username,
        password: user.password,
        authProvider: user.authProvider && { name: user.authProvider.name, config: { ...user.authProvider.config } },
        impersonateUser: user.impersonate?.user,
      },
    ],
    contexts: [{ name: 'context', cluster: 'cluster', user: 'user' }],
    currentContext: 'context',
  });
  return config;
}

/** Through a proxy client-node's agent; else our own, which keeps sockets open between the pages of a list. */
async function agentOf(config: KubeConfig, base: URL, proxy: string | undefined): Promise<http.Agent> {
  const options: https.RequestOptions = { headers: {}, timeout: proxyTimeoutMs };
  if (base.protocol === 'http:' && proxy === undefined) return new http.Agent({ keepAlive: true });
  await config.applyToHTTPSOptions(options);
  if (proxy !== undefined && options.agent instanceof http.Agent) return options.agent;
  const { ca, cert, key, servername, rejectUnauthorized = true } = options;
  return new https.Agent({
    keepAlive: true,
    keepAliveMsecs: keepAliveMs,
    rejectUnauthorized,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(servername === undefined ? {} : { servername }),
  });
}

/**
 * The authorities of this machine beside Node's own, where the kubeconfig names none: kubectl trusts them too, and
 * companies put theirs there.
 */
function systemAuthorities(base: URL): string | undefined {
  if (base.protocol !== 'https:' || !('getCACertificates' in tls)) return undefined;
  const all = [...tls.getCACertificates('default'), ...tls.getCACertificates('system')];
  return Buffer.from([...new Set(all)].join('\n'), 'utf8').toString('base64');
}

function endpointOf({ cluster }: KubeContext, base: URL, proxy: string | undefined): Endpoint {
  return {
    host: base.host,
    hostname: base.hostname.replace(/^\[|\]$/g, ''),
    port: Number(base.port) || (base.protocol === 'https:' ? 443 : 80),
    servername: cluster.tlsServerName,
    proxied: proxy !== undefined,
  };
}

/** client-node sends the user only; groups come one header each. */
function impersonation({ user }: KubeContext): Record<string, string | string[]> {
  const as = user.impersonate;
  if (!as) return {};
  return {
    'Impersonate-User': as.user,
    ...(as.uid === undefined ? {} : { 'Impersonate-Uid': as.uid }),
    ...(as.groups.length > 0 ? { 'Impersonate-Group': [...as.groups] } : {}),
    ...Object.fromEntries(
      Object.entries(as.extra).map(([name, values]) => [`Impersonate-Extra-${encodeURIComponent(name)}`, [...values]]),
    ),
  };
}
