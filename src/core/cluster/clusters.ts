import pLimit from 'p-limit';
import { systemClock, type Clock } from '../support/clock';
import { DisposableStore, type Disposable } from '../support/disposable';
import { Emitter, type Event } from '../support/emitter';
import { silentLog, type Log } from '../support/log';
import { Connection, type ConnectionOptions } from './connection';
import type { Environment } from './connection/proxy';
import { loadClient, Session } from './connection/session';
import type { ClusterAddress, Kubeconfig, KubeContext } from './kubeconfig';
import { predict, type Applied } from './dryRun';
import { podLog, type LogRequest } from './podLog';
import type { KindRef, LiveObject, NamespaceState } from './live';
import { ClusterSchemas, type SchemaCache } from './schemas';
import { usualTimings, type Timings } from './timings';
import { ChangeBatch } from './watch/changeBatch';
import { Expectations } from './watch/expectations';
import { ClusterWatch, unwatched } from './watch/clusterWatch';
import { peek, type Peeked } from './watch/peek';
import { snapshot } from './watch/snapshot';

export interface ClustersOptions {
  /** Reads the kubeconfig; called when a cluster is first asked for, and after {@link Clusters.reload}. */
  readonly kubeconfig: () => Promise<Kubeconfig>;
  /** The person's own context names by those of the catalog (or by server address). */
  readonly contextNames?: () => Readonly<Record<string, string>>;
  /** Whether programs that the kubeconfig names may run. */
  readonly trusted: () => boolean;
  /** Folders searched for those programs before PATH. */
  readonly extraPath?: () => readonly string[];
  /** For proxies and programs; this process's by default. */
  readonly environment?: Environment;
  readonly schemaCache?: SchemaCache;
  /** Why a cluster or a kind cannot be read, once per reason. */
  readonly log?: Log;
  readonly clock?: Clock;
  /** In [0, 1); for jitter. */
  readonly random?: () => number;
  readonly timings?: Partial<Timings>;
}

/** What to look at: kinds in one namespace of one cluster. */
export interface WatchRequest {
  readonly target: ClusterAddress;
  readonly namespace: string;
  readonly kinds: readonly KindRef[];
}

export interface ClusterChange {
  /** {@link clusterName} of the target. */
  readonly cluster: string;
  readonly namespace: string;
  /** Keys of the kinds whose objects changed; empty where only the connection or the time of observation did. */
  readonly kinds: ReadonlySet<string>;
}

/** One sign-in to a cluster, for questions to which a single object is an answer. Whoever opens it ends it. */
export interface ClusterLook extends Disposable {
  /** @throws ClusterError where it may not be told; the signal's reason when cancelled */
  peek(namespace: string, ref: KindRef, signal: AbortSignal): Promise<Peeked>;
  /** What a container printed last. @throws ClusterError where it may not be read; the signal's reason when cancelled */
  log(request: LogRequest, signal: AbortSignal): Promise<string>;
}

interface Watched {
  readonly target: ClusterAddress;
  readonly watch: ClusterWatch;
}

/** What a target's cluster is called: its context, or its server's address. */
export function clusterName(target: ClusterAddress): string {
  return target.kind === 'context' ? target.context : target.server;
}

/**
 * What runs in the clusters, kept up to date while somebody holds it. Only contexts, namespaces and kinds that are asked
 * for are ever contacted, and only to read; a dry run, which is asked for
 * one object at a time, changes nothing either. One cluster that does not answer holds up no other.
 */
export class Clusters implements Disposable {
  private readonly watched = new Map<string, Watched>();
  private readonly schemasOf = new Map<string, ClusterSchemas>();
  private readonly changes = new Emitter<ClusterChange>();
  private readonly expected = new Expectations();
  private readonly changesIn = new Map<string, Emitter<ClusterChange>>();
  private readonly batches: ChangeBatch;
  private readonly clock: Clock;
  private readonly timings: Timings;
  private kubeconfig: Promise<Kubeconfig> | undefined;
  private readonly predictions = pLimit(2);

  /** Within 50 ms after something changed, at most once per namespace in that time. */
  readonly onDidChange: Event<ClusterChange> = this.changes.event;

  constructor(private readonly options: ClustersOptions) {
    this.clock = options.clock ?? systemClock;
    this.timings = { ...usualTimings, ...options.timings };
    this.batches = new ChangeBatch(this.timings.coalesceMs, (place, kinds) => {
      const { cluster, namespace } = JSON.parse(place) as { cluster: string; namespace: string };
      this.changes.fire({ cluster, namespace, kinds });
      this.changesIn.get(place)?.fire({ cluster, namespace, kinds });
    });
  }

  /** {@link onDidChange} of these namespaces alone: a change costs whom it concerns, not everybody in a large fleet. */
  onDidChangeIn(
    target: ClusterAddress,
    namespaces: Iterable<string>,
    listener: (change: ClusterChange) => void,
  ): Disposable {
    const listening = new DisposableStore();
    for (const namespace of new Set(namespaces)) {
      const place = placeOf(clusterName(target), namespace);
      const emitter = this.changesIn.get(place) ?? new Emitter<ClusterChange>();
      this.changesIn.set(place, emitter);
      listening.add(emitter.event(listener));
    }
    return listening;
  }

  /** Keeps the kinds up to date until the subscription is disposed. Shared with whoever else asks for the same. */
  watch({ target, namespace, kinds }: WatchRequest): Disposable {
    const cluster = this.watchOf(target);
    const holds = new DisposableStore();
    for (const kind of kinds) holds.add(cluster.hold(namespace, kind));
    let held = true;
    return {
      dispose: () => {
        if (!held) return;
        held = false;
        holds.dispose();
        this.endIfIdle(target, cluster);
      },
    };
  }

  /** Loads the code that signs in, so that it is there when it is needed. It asks nobody anything. */
  prepare(): void {
    // Why it cannot be loaded is told where it is needed.
    void loadClient().catch(() => undefined);
  }

  /**
   * Says that kinds will be watched in these namespaces, one after the other: whatever is listed across the cluster for
   * the first of them then serves all. It asks nobody anything.
   */
  expect(target: ClusterAddress, namespaces: Iterable<string>): Disposable {
    return this.expected.add(clusterName(target), namespaces);
  }

  /** What is known of the kinds that are watched there. */
  state(target: ClusterAddress, namespace: string): NamespaceState {
    const name = clusterName(target);
    return this.watched.get(name)?.watch.state(namespace) ?? unwatched(name, namespace);
  }

  /** Reads a namespace anew and, where the cluster did not answer, tries at once: the person asked. */
  refresh(target: ClusterAddress, namespace: string): void {
    this.watched.get(clusterName(target))?.watch.refresh(namespace);
  }

  /** The kubeconfig, trust or a setting changed: connections whose way to the cluster is another now start over. */
  async reload(): Promise<void> {
    this.kubeconfig = undefined;
    this.schemasOf.clear();
    await Promise.all(
      [...this.watched.values()].map(async ({ target, watch }) =>
        // Why it leads nowhere is told when signing in.
        watch.follow(await this.contextOf(target).catch(() => undefined)),
      ),
    );
  }

  /**
   * Looks once, without watching. Kinds that cannot be read are unknown with their reason.
   *
   * @throws the signal's reason when cancelled
   */
  async snapshot(request: WatchRequest, signal: AbortSignal): Promise<NamespaceState> {
    const { target } = request;
    const connection = new Connection({ ...this.connectionOptions(target), onChange: () => undefined });
    const { clock } = this;
    const { pageSize } = this.timings;
    try {
      return await snapshot(connection, { ...request, cluster: clusterName(target) }, { clock, pageSize, signal });
    } finally {
      connection.dispose();
    }
  }

  /** Contacts nothing before it is asked. */
  look(target: ClusterAddress): ClusterLook {
    const connection = new Connection({ ...this.connectionOptions(target), onChange: () => undefined });
    return {
      peek: (namespace, ref, signal) => peek(connection, { ref, namespace }, signal),
      log: (request, signal) => podLog(connection, request, signal),
      dispose: () => connection.dispose(),
    };
  }

  /**
   * What the server would make of an object; changes nothing. Two at a time, as each costs the server an admission.
   *
   * @throws ClusterError where it may not or will not say
   */
  predict(target: ClusterAddress, applied: Applied, signal: AbortSignal): Promise<LiveObject> {
    return this.predictions(async () => {
      signal.throwIfAborted();
      const connection = new Connection({ ...this.connectionOptions(target), onChange: () => undefined });
      try {
        return await predict(connection, applied, signal);
      } finally {
        connection.dispose();
      }
    });
  }

  /** The schemas of a cluster, fetched when asked for; bundled ones where it does not tell. */
  schemas(target: ClusterAddress): ClusterSchemas {
    const name = clusterName(target);
    const known = this.schemasOf.get(name);
    if (known) return known;
    const fetch = (path: string) => this.fetchOnce(target, path);
    const schemas = new ClusterSchemas(fetch, this.clock, this.options.schemaCache);
    this.schemasOf.set(name, schemas);
    return schemas;
  }

  dispose(): void {
    this.batches.dispose();
    this.changes.dispose();
    for (const emitter of this.changesIn.values()) emitter.dispose();
    this.changesIn.clear();
    for (const { watch } of this.watched.values()) watch.dispose();
    this.watched.clear();
    this.schemasOf.clear();
  }

  private watchOf(target: ClusterAddress): ClusterWatch {
    const cluster = clusterName(target);
    const known = this.watched.get(cluster);
    if (known) return known.watch;
    const watch = new ClusterWatch({
      ...this.connectionOptions(target),
      onChange: (namespace, kind) => this.batches.add(placeOf(cluster, namespace), kind),
      expected: () => this.expected.in(cluster),
    });
    this.watched.set(cluster, { target, watch });
    return watch;
  }

  private endIfIdle(target: ClusterAddress, watch: ClusterWatch): void {
    const cluster = clusterName(target);
    if (!watch.isIdle || this.watched.get(cluster)?.watch !== watch) return;
    this.watched.delete(cluster);
    watch.dispose();
  }

  private connectionOptions(target: ClusterAddress): Omit<ConnectionOptions, 'onChange'> {
    return {
      cluster: clusterName(target),
      signIn: (signal) => this.signIn(target, signal),
      clock: this.clock,
      log: this.options.log ?? silentLog,
      random: this.options.random ?? Math.random,
      timings: this.timings,
    };
  }

  private async signIn(target: ClusterAddress, signal: AbortSignal): Promise<Session> {
    const context = await this.contextOf(target);
    const { trusted, extraPath, environment } = this.options;
    const options = {
      trusted: trusted(),
      extraPath: extraPath?.() ?? [],
      environment: environment ?? process.env,
    };
    return Session.open(context, options, this.clock.now(), signal);
  }

  /** A kubeconfig that could not be read is read again the next time. */
  private async contextOf(target: ClusterAddress): Promise<KubeContext> {
    const reading = (this.kubeconfig ??= this.options.kubeconfig());
    try {
      return (await reading).resolve(target, this.options.contextNames?.());
    } catch (error) {
      if (this.kubeconfig === reading) this.kubeconfig = undefined;
      throw error;
    }
  }

  private async fetchOnce(target: ClusterAddress, path: string): Promise<string> {
    const watched = this.watched.get(clusterName(target));
    if (watched) return watched.watch.get(path);
    const connection = new Connection({ ...this.connectionOptions(target), onChange: () => undefined });
    try {
      return await connection.get(path);
    } finally {
      connection.dispose();
    }
  }
}

function placeOf(cluster: string, namespace: string): string {
  return JSON.stringify({ cluster, namespace });
}
