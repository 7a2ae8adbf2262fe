import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Servers } from '../../../../scripts/servers/ensure';
import type { ObjectRef } from '../../cluster';
import { Ending } from '../../ending';
import type { LiveObject } from '../../lab';
import { startApiServer, tokenOf, type ApiServer } from './apiServer';
import { readAuditLog, type AuditEvent } from './audit';
import { Client } from './client';
import { singleUserKubeconfig, startControlPlane } from './controlPlane';
import type { Etcd } from './etcd';
import { runClient } from './clients';
import { machinery } from './machinery';
import { Objects, type Manifest } from './objects';
import { Processes } from './processes';
import { rolledOut } from './rollout';
import { SharedLists } from './sharedLists';
import { bindings, type ServerUser } from './users';
import { writesIn } from './witness';

export interface KubernetesOptions {
  /** E.g. `staging`; several may share one etcd under different names. */
  readonly name: string;
  /** All state is in it; made where it is missing, and left to who owns it. */
  readonly folder: string;
  readonly etcd: Etcd;
  readonly servers: Servers;
  /** How many volumes lie ready for the claims of StatefulSets. Default 12. */
  readonly volumes?: number;
}

/**
 * A running Kubernetes: API server, controllers, scheduler, one node played by kwok. What writes does so as its admin;
 * `manager` is what managedFields then name. Whatever the server refuses rejects.
 */
export interface Kubernetes {
  readonly name: string;
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  /** PEM of what to trust. */
  readonly certificate: string;
  /** `admin`, `developer` (role `view`: no Secrets), `tenant` (the same in namespace `tenant` alone), `nobody`. */
  readonly users: readonly ServerUser[];

  ensureNamespace(name: string): Promise<void>;
  /** Server-side apply. Conflicts are overridden unless `force: false`. */
  apply(manifest: Manifest, writer: { readonly manager: string; readonly force?: boolean }): Promise<LiveObject>;
  /** JSON merge patch, as `kubectl edit` sends. */
  edit(ref: ObjectRef, mergePatch: object, writer: { readonly manager: string }): Promise<void>;
  /** Through the `scale` subresource. */
  scale(ref: ObjectRef, replicas: number, writer: { readonly manager: string }): Promise<void>;
  remove(ref: ObjectRef): Promise<void>;
  get(ref: ObjectRef): Promise<LiveObject | undefined>;
  list(kind: string, namespace?: string): Promise<readonly LiveObject[]>;
  /** Resolves when the workload has finished its rollout, or its Pods cannot start. */
  rolledOut(ref: ObjectRef, signal?: AbortSignal): Promise<'complete' | 'failed'>;
  /** The real kubectl, as admin; what it wrote to standard output. */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  /** Another command that deploys, by its file, as admin. */
  run(command: string, args: readonly string[], input?: string): Promise<string>;
  /** Raw requests as one of the users. */
  as(user: string): Client;
  /** Every request so far but those of the control plane. */
  auditEvents(): Promise<readonly AuditEvent[]>;
  /** Copies the logs of its servers to `out/real`; says where. */
  keepLogs(): Promise<string>;
  /**
   * Ends it.
   *
   * @throws Error where the audit log has anything of the product's but reading: whatever a test was about, it fails
   */
  stop(): Promise<void>;
}

/** Starts one on free ports; resolves when its node is ready and its users may do what they are to. */
export async function startKubernetes(options: KubernetesOptions): Promise<Kubernetes> {
  const ending = new Ending();
  try {
    return await start(options, ending);
  } catch (error) {
    await ending.run();
    throw error;
  }
}

async function start(
  { name, folder, etcd, servers, volumes = 12 }: KubernetesOptions,
  ending: Ending,
): Promise<Kubernetes> {
  await mkdir(folder, { recursive: true });
  const processes = await Processes.in(folder, servers, ending);
  const server = await startApiServer(name, folder, etcd, processes);
  const clients = new Map<string, Client>();
  const as = (user: string): Client => {
    const client = clients.get(user) ?? new Client(server.url, server.certificate, tokenOf(server.users, user));
    clients.set(user, client);
    return client;
  };
  await ending.add(async () => {
    for (const client of clients.values()) client.dispose();
    return Promise.resolve();
  });
  const objects = new Objects(as('admin'));
  const lists = new SharedLists(objects);
  const run = await runnerOf(server, folder);
  await Promise.all([startControlPlane(server, folder, processes), furnish(objects, volumes)]);
  await untilUsable(objects, as, ending.signal);
  return {
    name,
    url: server.url,
    certificate: server.certificate,
    users: server.users,
    ensureNamespace: (namespace) =>
      objects.ensure({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }),
    apply: (manifest, { manager, force = true }) => objects.apply(manifest, manager, force),
    edit: (ref, mergePatch, { manager }) => objects.patch(ref, mergePatch, manager),
    scale: (ref, replicas, { manager }) => objects.patch(ref, { spec: { replicas } }, manager, 'scale'),
    remove: (ref) => objects.remove(ref),
    get: (ref) => objects.get(ref),
    list: (kind, namespace) => objects.list(kind, namespace),
    rolledOut: (ref, signal) => rolledOut(lists, ref, signal),
    kubectl: (args, input) => run(servers.command('kubectl'), args, input),
    run,
    as,
    auditEvents: () => readAuditLog(server.auditLog),
    keepLogs: () => processes.keepLogs(),
    stop: async () => {
      const writes = writesIn(await readAuditLog(server.auditLog));
      await ending.run();
      if (writes.length > 0) throw new Error(`Branchline has tried to write to a cluster:\n${writes.join('\n')}`);
    },
  };
}

async function runnerOf(server: ApiServer, folder: string): Promise<Kubernetes['run']> {
  const kubeconfig = join(folder, 'admin.kubeconfig');
  await writeFile(kubeconfig, singleUserKubeconfig(server, 'admin'), { mode: 0o600 });
  return (command, args, input) =>
    runClient(command, args, { kubeconfig, home: folder, ...(input === undefined ? {} : { input }) });
}

/** Roles first: what they mean is known a moment after they are there. */
async function furnish(objects: Objects, volumes: number): Promise<void> {
  for (const binding of bindings) await objects.ensure(binding);
  await Promise.all(machinery(volumes).map((object) => objects.ensure(object)));
}

/** Nothing is told by an event that one could wait for without a right to: so it is tried. */
async function untilUsable(objects: Objects, as: (user: string) => Client, signal: AbortSignal): Promise<void> {
  const isUsable = async (): Promise<boolean> => {
    const view = await as('developer').send('GET', '/apis/monitoring.coreos.com/v1/servicemonitors?limit=1');
    const own = await as('tenant').send('GET', '/api/v1/namespaces/tenant/pods?limit=1');
    const account = await objects.get({ kind: 'ServiceAccount', namespace: 'default', name: 'default' });
    return view.status === 200 && own.status === 200 && account !== undefined && (await hasReadyNode(as('admin')));
  };
  const deadline = Date.now() + 60_000;
  while (!(await isUsable())) {
    signal.throwIfAborted();
    if (Date.now() > deadline) throw new Error('The control plane did not come up in time');
    await pause(50);
  }
}

async function hasReadyNode(admin: Client): Promise<boolean> {
  const node = (await admin.ask('GET', '/api/v1/nodes/lab-node')) as {
    status?: { conditions?: readonly { type: string; status: string }[] };
  };
  return node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}
