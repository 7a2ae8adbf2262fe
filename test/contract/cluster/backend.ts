import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureServers } from '../../../scripts/servers/ensure';
import { startCluster } from '../../lab/cluster';
import { kinds } from '../../lab/cluster/model/kinds';
import type { User } from '../../lab/cluster/serve/auth';
import { Ending } from '../../lab/ending';
import { startEtcd, startKubernetes, type AuditEvent } from '../../lab/real/kubernetes';
import { Client } from '../../lab/real/kubernetes/client';
import { Objects } from '../../lab/real/kubernetes/objects';

export type UserName = 'admin' | 'developer' | 'tenant' | 'nobody';

/** An API server that the contract is held against: the double, or Kubernetes itself. All is asked over the wire. */
export interface Backend {
  readonly url: string;
  readonly certificate: string;
  readonly tokenOf: (user: UserName) => string;
  /** Raw requests as one of the users. */
  readonly as: (user: UserName) => Client;
  /** The same as the admin, for what a test needs to be there. */
  readonly objects: Objects;
  /** Forgets all history up to now. */
  readonly compact: () => Promise<void>;
  /** Who asked what so far; the double's own log is told in the real one's words. */
  readonly audit: () => Promise<
    readonly Pick<AuditEvent, 'verb' | 'user' | 'userAgent' | 'requestURI' | 'objectRef'>[]
  >;
}

const ending = new Ending();
let running: Promise<Backend> | undefined;

/** The one that `BRANCHLINE_BACKEND` names; started once for all suites, and ended after the last. */
export function backend(): Promise<Backend> {
  running ??= process.env['BRANCHLINE_BACKEND'] === 'real' ? realBackend() : embeddedBackend();
  return running;
}

/** A namespace of its own for a suite. */
export async function freshNamespace({ objects }: Backend, prefix = 'contract'): Promise<string> {
  const name = `${prefix}-${randomUUID().slice(0, 8)}`;
  await objects.ensure({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  return name;
}

after(() => ending.run());

async function embeddedBackend(): Promise<Backend> {
  const cluster = await startCluster({ name: 'contract', users: sameUsers(), bookmarkMs: 200 });
  await ending.add(() => cluster.stop());
  cluster.ensureNamespace('tenant');
  return {
    ...(await clientsOf(cluster.url, cluster.certificate, cluster.users)),
    compact: () => {
      cluster.compact();
      return Promise.resolve();
    },
    audit: () =>
      Promise.resolve(
        cluster.audit.entries.map(({ user, verb, path, resource, subresource, userAgent }) => ({
          verb,
          userAgent,
          user: { username: user },
          requestURI: path,
          objectRef: { resource, subresource },
        })),
      ),
  };
}

async function realBackend(): Promise<Backend> {
  const folder = await mkdtemp(join(tmpdir(), 'branchline-contract-'));
  await ending.add(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const servers = await ensureServers(['etcd', 'kubernetes', 'kwok']);
  const etcd = await startEtcd(join(folder, 'etcd'), servers);
  await ending.add(() => etcd.stop());
  const cluster = await startKubernetes({ name: 'contract', folder: join(folder, 'cluster'), etcd, servers });
  await ending.add(() => cluster.stop());
  return {
    ...(await clientsOf(cluster.url, cluster.certificate, cluster.users)),
    compact: () => etcd.compact(),
    audit: () => cluster.auditEvents(),
  };
}

async function clientsOf(url: string, certificate: string, users: readonly { name: string; token: string }[]) {
  const clients = new Map<string, Client>();
  const tokenOf = (user: string): string => users.find(({ name }) => name === user)?.token ?? '';
  const as = (user: string): Client => {
    const client = clients.get(user) ?? new Client(url, certificate, tokenOf(user));
    clients.set(user, client);
    return client;
  };
  await ending.add(() => {
    for (const client of clients.values()) client.dispose();
    return Promise.resolve();
  });
  return { url, certificate, tokenOf, as, objects: new Objects(as('admin')) };
}

/** Kubernetes' own role `view`, as far as the double has resources: all but Secrets. */
function sameUsers(): readonly User[] {
  const view = kinds.map(({ resource }) => resource).filter((resource) => resource !== 'secrets');
  const rule = { verbs: ['get', 'list', 'watch'], resources: view };
  return [
    { name: 'admin', token: 'contract-admin', rules: [{ verbs: ['*'], resources: ['*'] }] },
    { name: 'developer', token: 'contract-developer', rules: [rule] },
    { name: 'tenant', token: 'contract-tenant', rules: [{ ...rule, namespaces: /^tenant$/ }] },
    { name: 'nobody', token: 'contract-nobody', rules: [] },
  ];
}
