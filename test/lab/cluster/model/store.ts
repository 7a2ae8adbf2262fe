import { expired } from './errors';
import type { Kind } from './kinds';
import type { KubeObject } from './object';

/** One change, in the order of the resource versions. */
export interface Change {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly kind: Kind;
  readonly object: KubeObject;
  /** What was there before: a watch with a selector needs it. */
  readonly previous?: KubeObject;
}

const inOrder = <Value>(byName: ReadonlyMap<string, Value>): readonly Value[] =>
  [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);

/** All objects, one counter of versions, and a bounded log of the changes. */
export class Store {
  /** By kind, namespace (`''` for the cluster's own) and name. */
  readonly #objects = new Map<Kind, Map<string, Map<string, KubeObject>>>();
  readonly #listeners = new Set<(change: Change) => void>();
  #log: Change[] = [];
  #version = 1000;
  /** Versions below this one are forgotten. */
  #oldest = 1000;

  constructor(private readonly historyLength: number) {}

  get version(): number {
    return this.#version;
  }

  get(kind: Kind, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#objects
      .get(kind)
      ?.get(namespace ?? '')
      ?.get(name);
  }

  /** Sorted by namespace and name, as the real store answers. */
  list(kind: Kind, namespace?: string): readonly KubeObject[] {
    const byNamespace = this.#objects.get(kind) ?? new Map<string, Map<string, KubeObject>>();
    if (namespace !== undefined) return inOrder(byNamespace.get(namespace) ?? new Map<string, KubeObject>());
    return inOrder(byNamespace).flatMap(inOrder);
  }

  put(kind: Kind, object: KubeObject): KubeObject {
    const { namespace, name } = object.metadata;
    const previous = this.get(kind, namespace, name);
    const stored = this.#stamped(object);
    this.#namesOf(kind, namespace).set(name, stored);
    this.#publish({
      version: this.#version,
      type: previous ? 'MODIFIED' : 'ADDED',
      kind,
      object: stored,
      ...(previous ? { previous } : {}),
    });
    return stored;
  }

  remove(kind: Kind, object: KubeObject): void {
    const { namespace, name } = object.metadata;
    if (!this.#namesOf(kind, namespace).delete(name)) return;
    const stamped = this.#stamped(object);
    this.#publish({ version: this.#version, type: 'DELETED', kind, object: stamped, previous: object });
  }

  /** Changes of a kind after a version. Throws 410 where the log does not reach back so far. */
  since(kind: Kind, version: number): readonly Change[] {
    if (version < this.#oldest) throw expired(String(version), this.#oldest);
    const first = this.#log.findLastIndex((change) => change.version <= version) + 1;
    return this.#log.slice(first).filter((change) => change.kind === kind);
  }

  /** Forgets all history, as etcd's compaction does. */
  compact(): void {
    this.#log = [];
    this.#version += 1;
    this.#oldest = this.#version;
  }

  /** Calls back after each change, until the returned function is called. */
  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #namesOf(kind: Kind, namespace = ''): Map<string, KubeObject> {
    const byNamespace = this.#objects.get(kind) ?? new Map<string, Map<string, KubeObject>>();
    const byName = byNamespace.get(namespace) ?? new Map<string, KubeObject>();
    this.#objects.set(kind, byNamespace.set(namespace, byName));
    return byName;
  }

  #stamped(object: KubeObject): KubeObject {
    this.#version += 1;
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } };
  }

  #publish(change: Change): void {
    this.#log.push(change);
    if (this.#log.length > 2 * this.historyLength) {
      this.#log = this.#log.slice(-this.historyLength);
      this.#oldest = (this.#log[0]?.version ?? this.#version) - 1;
    }
    for (const listener of [...this.#listeners]) listener(change);
  }
}
