import { stringify } from 'yaml';

interface Server {
  readonly url: string;
  readonly certificate: string;
  /** Tokens of the lab's usual users. */
  readonly users: readonly { readonly name: string; readonly token: string }[];
}

/**
 * A kubeconfig, as YAML: contexts `staging` and `production` of the developer, `staging-nobody` (403 on every object)
 * and `staging-unknown` (a token that no server knows: 401). There is none for the admin; the lab has its own ways.
 */
export function kubeconfigFor(servers: { readonly staging: Server; readonly production: Server }): string {
  const token = (server: Server, user: string): string =>
    server.users.find(({ name }) => name === user)?.token ?? `no-${user}`;
  const contexts = [
    { name: 'staging', cluster: 'staging', user: 'developer@staging' },
    { name: 'production', cluster: 'production', user: 'developer@production' },
    { name: 'staging-nobody', cluster: 'staging', user: 'nobody' },
    { name: 'staging-unknown', cluster: 'staging', user: 'unknown' },
  ];
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'staging',
    clusters: Object.entries(servers).map(([name, { url, certificate }]: [string, Server]) => ({
      name,
      cluster: { server: url, 'certificate-authority-data': Buffer.from(certificate).toString('base64') },
    })),
    users: [
      { name: 'developer@staging', user: { token: token(servers.staging, 'developer') } },
      { name: 'developer@production', user: { token: token(servers.production, 'developer') } },
      { name: 'nobody', user: { token: token(servers.staging, 'nobody') } },
      { name: 'unknown', user: { token: 'a-token-that-no-server-knows' } },
    ],
    contexts: contexts.map(({ name, ...context }) => ({ name, context })),
  });
}
