import { isDeepStrictEqual } from 'node:util';
import type { Disposable } from '../../support/disposable';
import { message } from '../../support/message';
import { Connection, type ConnectionOptions } from '../connection';
import type { KubeContext } from '../kubeconfig/types';
import { kindKey, type KindRef, type KindState, type NamespaceState } from '../live';
import { SharedKind } from './sharedKind';

export interface ClusterWatchOptions extends Omit<ConnectionOptions, 'onChange'> {
  /** `kind` is absent where objects are as they were: the connection changed, or what is known was confirmed. */
  readonly onChange: (namespace: string, kind?: string) => void;
  /** Namespaces where somebody is about to hold something. */
  readonly expected: () => ReadonlySet<string>;
}

/** One cluster: its connection, and each kind that somebody holds in some namespace, watched once. */
export class ClusterWatch implements Disposable {
  private connection: Connection;
  private readonly shared = new Map<string, SharedKind>();

  constructor(private readonly options: ClusterWatchOptions) {
    this.connection = this.connect();
  }

  get isIdle(): boolean {
    return this.shared.size === 0;
  }

  /** Watches a kind until the returned hold is given back by the last holder. */
  hold(namespace: string, ref: KindRef): Disposable {
    const id = kindKey(ref);
    this.sharedKind(id, ref).hold(namespace);
    return {
      dispose: () => {
        const shared = this.shared.get(id);
        shared?.release(namespace);
        if (!shared?.isIdle) return;
        shared.dispose();
        this.shared.delete(id);
      },
    };
  }

  state(namespace: string): NamespaceState {
    const kinds = new Map<string, KindState>();
    for (const [id, shared] of this.shared) {
      const state = shared.state(namespace);
      if (state) kinds.set(id, state);
    }
    return { cluster: this.options.cluster, namespace, connection: this.connection.state(), kinds };
  }

  /** Reads a namespace anew and, where the cluster did not answer, tries at once. */
  refresh(namespace: string): void {
    if (this.connection.failure) this.connection.restart();
    for (const shared of this.shared.values()) shared.refresh(namespace);
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
    for (const shared of this.shared.values()) shared.dispose();
    this.shared.clear();
    this.connection.dispose();
  }

  private connect(): Connection {
    return new Connection({ ...this.options, onChange: () => this.connectionChanged() });
  }

  private startAnew(): void {
    this.connection.dispose();
    this.connection = this.connect();
    for (const [id, before] of this.shared) {
      before.dispose();
      const after = this.start(id, before.ref);
      for (const [namespace, holders] of before.held) {
        for (let index = 0; index < holders; index++) after.hold(namespace);
        this.options.onChange(namespace, id);
      }
    }
  }

  private sharedKind(id: string, ref: KindRef): SharedKind {
    return this.shared.get(id) ?? this.start(id, ref);
  }

  private start(id: string, ref: KindRef): SharedKind {
    const { onChange, ...options } = this.options;
    const shared = new SharedKind(this.connection, ref, {
      ...options,
      onChange: (namespace, changed) => onChange(namespace, changed ? id : undefined),
    });
    this.shared.set(id, shared);
    return shared;
  }

  private connectionChanged(): void {
    const namespaces = new Set<string>();
    for (const shared of this.shared.values()) {
      shared.connectionChanged();
      for (const [namespace] of shared.held) namespaces.add(namespace);
    }
    for (const namespace of namespaces) this.options.onChange(namespace);
  }
}

/** What is known of a namespace that nobody watches. */
export function unwatched(cluster: string, namespace: string): NamespaceState {
  const said = message('Nothing of it is watched.');
  return { cluster, namespace, connection: { kind: 'unknown', reason: 'pending', said }, kinds: new Map() };
}
