import type { Disposable } from '../../support/disposable';
import { message } from '../../support/message';
import { Connection, type ConnectionOptions } from '../connection';
import { kindKey, type KindRef, type KindState, type NamespaceState } from '../live';
import { KindWatch } from './kindWatch';

export interface ClusterWatchOptions extends Omit<ConnectionOptions, 'onChange'> {
  /** `kind` is absent where objects are as they were: the connection changed, or what is known was confirmed. */
  readonly onChange: (namespace: string, kind?: string) => void;
}

interface Shared {
  readonly watch: KindWatch;
  readonly namespace: string;
  readonly key: string;
  holders: number;
}

/** One cluster: its connection, and each kind in each namespace that somebody holds, watched once. */
export class ClusterWatch implements Disposable {
  readonly connection: Connection;
  private readonly shared = new Map<string, Shared>();

  constructor(private readonly options: ClusterWatchOptions) {
    this.connection = new Connection({ ...options, onChange: () => this.connectionChanged() });
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
      if (shared.namespace === namespace) kinds.set(shared.key, shared.watch.state());
    }
    return { cluster: this.options.cluster, namespace, connection: this.connection.state(), kinds };
  }

  refresh(namespace: string): void {
    if (this.connection.failure) this.connection.restart();
    for (const shared of this.shared.values()) if (shared.namespace === namespace) shared.watch.refresh();
  }

  dispose(): void {
    for (const { watch } of this.shared.values()) watch.dispose();
    this.shared.clear();
    this.connection.dispose();
  }

  private start(id: string, namespace: string, ref: KindRef): Shared {
    const { cluster, clock, random, timings, onChange } = this.options;
    const key = kindKey(ref);
    const watch = new KindWatch(
      this.connection,
      { ref, namespace },
      {
        cluster,
        clock,
        random,
        timings,
        onChange: (what) => onChange(namespace, what === 'objects' ? key : undefined),
      },
    );
    const shared: Shared = { watch, namespace, key, holders: 0 };
    this.shared.set(id, shared);
    return shared;
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
