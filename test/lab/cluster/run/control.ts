import { createHash } from 'node:crypto';
import { ApiError } from '../model/errors';
import { kindNamed, kindOf } from '../model/kinds';
import {
  timestamp,
  type Json,
  type JsonObject,
  type KubeObject,
  type Manifest,
  type OwnerReference,
} from '../model/object';
import type { Store } from '../model/store';
import type { ObjectWriter, Target } from '../write/writer';

export interface Pace {
  readonly podReadyMs: number;
  readonly progressDeadlineMs: number;
  readonly now: () => Date;
}

/** What a controller works with: the store to look at, writes under the name of the control plane, and a clock. */
export class Control {
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(
    readonly store: Store,
    private readonly writer: ObjectWriter,
    readonly pace: Pace,
  ) {}

  now(): string {
    return timestamp(this.pace.now());
  }

  create(manifest: Manifest, manager = 'kube-controller-manager'): KubeObject {
    const { namespace } = manifest.metadata;
    return this.writer.create(kindOf(manifest.apiVersion, manifest.kind), namespace, manifest, {
      author: { manager, operation: 'Update' },
    });
  }

  update(object: KubeObject, change: (live: KubeObject) => unknown): KubeObject {
    return this.writer.update(targetOf(object), change, {
      author: { manager: 'kube-controller-manager', operation: 'Update' },
    });
  }

  /** Replaces the status; `annotations` are added, as the deployment controller does for revisions. */
  setStatus(
    object: KubeObject,
    status: JsonObject,
    manager = 'kube-controller-manager',
    annotations?: Record<string, string>,
  ): void {
    const change = ({ metadata, ...live }: KubeObject): unknown => ({
      ...live,
      metadata: annotations ? { ...metadata, annotations: { ...metadata.annotations, ...annotations } } : metadata,
      status,
    });
    this.writer.update(targetOf(object), change, {
      author: { manager, operation: 'Update', subresource: 'status' },
    });
  }

  find({ apiVersion, kind, metadata: { namespace, name } }: Manifest): KubeObject | undefined {
    return this.store.get(kindOf(apiVersion, kind), namespace, name);
  }

  /** The object as it is now, if it is still the same one. */
  liveTwin(object: KubeObject): KubeObject | undefined {
    const live = this.find(object);
    return live?.metadata.uid === object.metadata.uid ? live : undefined;
  }

  remove(object: KubeObject): void {
    if (this.writer.exists(targetOf(object))) this.writer.remove(targetOf(object));
  }

  /** The objects of a kind that this one owns. */
  owned(kind: string, owner: KubeObject): readonly KubeObject[] {
    return this.store
      .list(kindNamed(kind), owner.metadata.namespace)
      .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid));
  }

  /** Runs later, unless the same key is set again before or the cluster stops. */
  after(key: string, delayMs: number, run: () => void): void {
    this.cancel(key);
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      unlessGone(run);
    }, delayMs);
    this.#timers.set(key, timer);
  }

  isWaiting(key: string): boolean {
    return this.#timers.has(key);
  }

  cancel(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}

/** A controller acts on what it saw a moment ago: where the object or its namespace has gone since, there is nothing to do. */
export function unlessGone(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 404) throw error;
  }
}

export function targetOf(object: KubeObject): Target {
  const { namespace, name } = object.metadata;
  return { kind: kindOf(object.apiVersion, object.kind), namespace, name };
}

export function ownerReference(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** A short name for content, in the letters that Kubernetes uses for such. */
export function shortHash(content: Json, length = 10): string {
  const digest = createHash('sha256').update(JSON.stringify(content)).digest();
  return [...digest.subarray(0, length)].map((byte) => alphabet[byte % alphabet.length]).join('');
}
