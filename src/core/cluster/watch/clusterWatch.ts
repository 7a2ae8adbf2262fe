import { isDeepStrictEqual } from 'node:util';
import type { Disposable } from '../../support/disposable';
import { message } from '../../support/message';
import { Connection, type ConnectionOptions } from '../connection';
import type { KubeContext } from '../kubeconfig/types';
import { kindKey, type KindRef, type KindState, type NamespaceState } from '../live';
import { KindWatch } from './kindWatch';

export interface ClusterWatchOptions extends Omit<ConnectionOptions, 'onChange'> {
  /** `kind` is absent where objects are as they were: the connection changed, or what is known was confirmed. */
  readonly onChange: (namespace: string, kind?: string) => void;
}

interface Shared {
  readonly ref: KindRef;
  readonly namespace: string;
  watch: KindWatch;
  holders: number;
}

/** One cluster: its connection, and each kind in each namespace that somebody holds, watched once. */
export class ClusterWatch implements Disposable {
  private connection: Connection;
  private readonly shared = new Map<string, Shared>();

  constructor(private readonly options: ClusterWatchOptions) {
    this.connection = this.connect();
  }

  get isIdle(): boolean {
    return this.shared.size === 0;
  }

  /** Watches a kind until the returned hold is given back by the last holder. */
  hold(namespace: string, ref: KindRef): Disposable {
    const id = `${namespace} ${kindKey(ref)}`;
    const shared = this.shared.get(id) ?? this.start(id, namespace, ref);
    shared.holders++;
    return {
      dispose: () => {
        if (--shared.holders > 0) return;
        shared.watch.dispose();
        this.shared.delete(id);
      },
    };
  }

  state(namespace: string): NamespaceState {
    const kinds = new Map<string, KindState>();
    for (const shared of this.shared.values()) {
      if (shared.namespace === namespace) kinds.set(kindKey(shared.ref), shared.watch.state());
    }
    return { cluster: this.options.cluster, namespace, connection: this.connection.state(), kinds };
  }

  /** Reads a namespace anew and, where the cluster did not answer, tries at once. */
  refresh(namespace: string): void {
    if (this.connection.failure) this.connection.restart();
    for (const shared of this.shared.values()) if (shared.namespace === namespace) shared.watch.refresh();
  }

  get(path: string): Promise<string> {
    return this.connection.get(path);
  }

  /**
   * The kubeconfig may lead elsewhere now, or as another person: then nothing that is known holds any more.
   *
   * @param context where it leads now; undefined where nowhere
   */
  async follow(context: KubeContext | undefined): Promise<void> {
    const before = await this.connection.context();
    if (before && !isDeepStrictEqual(before, context)) this.startAnew();
    else if (this.connection.failure) this.connection.restart();
  }

  dispose(): void {
    for (const { watch } of this.shared.values()) watch.dispose();
    this.shared.clear();
    this.connection.dispose();
  }

  private connect(): Connection {
    return new Connection({ ...this.options, onChange: () => this.connectionChanged() });
  }

  private startAnew(): void {
    this.connection.dispose();
    this.connection = this.connect();
    for (const shared of this.shared.values()) {
      shared.watch.dispose();
      shared.watch = this.startWatch(shared.namespace, shared.ref);
      this.options.onChange(shared.namespace, kindKey(shared.ref));
    }
  }

  private start(id: string, namespace: string, ref: KindRef): Shared {
    const shared: Shared = { ref, namespace, watch: this.startWatch(namespace, ref), holders: 0 };
    this.shared.set(id, shared);
    return shared;
  }

  private startWatch(namespace: string, ref: KindRef): KindWatch {
    const { onChange, ...options } = this.options;
    const key = kindKey(ref);
    return new KindWatch(
      this.connection,
      { ref, namespace },
      { ...options, onChange: (what) => onChange(namespace, what === 'objects' ? key : undefined) },
    );
  }

  private connectionChanged(): void {
    for (const { watch, namespace } of this.shared.values()) {
      watch.connectionChanged();
      this.options.onChange(namespace);
    }
  }
}

/** What is known of a namespace that nobody watches. */
export function unwatched(cluster: string, namespace: string): NamespaceState {
  const said = message('Nothing of it is watched.');
  return { cluster, namespace, connection: { kind: 'unknown', reason: 'pending', said }, kinds: new Map() };
}
