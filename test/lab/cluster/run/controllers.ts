import { kindNamed, type Kind } from '../model/kinds';
import type { KubeObject } from '../model/object';
import type { Change, Store } from '../model/store';
import type { ObjectWriter } from '../write/writer';
import { Control, unlessGone, type Pace } from './control';
import { reconcileDaemonSet } from './daemonSets';
import { reconcileDeployment } from './deployments';
import { reconcileJob } from './jobs';
import { populateNamespace, purgeNamespace } from './namespaces';
import { reconcilePod } from './pods';
import { reconcileReplicaSet } from './replicaSets';
import { reconcileClaim, reconcileStatefulSet } from './statefulSets';

type Reconcile = (object: KubeObject, control: Control) => void;

const controllers: Readonly<Record<string, Reconcile>> = {
  Namespace: populateNamespace,
  Pod: reconcilePod,
  ReplicaSet: reconcileReplicaSet,
  Deployment: reconcileDeployment,
  StatefulSet: reconcileStatefulSet,
  DaemonSet: reconcileDaemonSet,
  Job: reconcileJob,
  PersistentVolumeClaim: reconcileClaim,
};

/** The control plane: whatever changes is looked at by its controller, and by that of its owner, soon after. */
export class Controllers {
  readonly #control: Control;
  readonly #unsubscribe: () => void;
  readonly #queue = new Map<string, () => void>();
  #turn: NodeJS.Immediate | undefined;

  constructor(
    private readonly store: Store,
    writer: ObjectWriter,
    pace: Pace,
  ) {
    this.#control = new Control(store, writer, pace);
    this.#unsubscribe = store.onChange((change) => this.#notice(change));
  }

  stop(): void {
    this.#unsubscribe();
    if (this.#turn) clearImmediate(this.#turn);
    this.#queue.clear();
    this.#control.stop();
  }

  #notice({ type, kind, object }: Change): void {
    const { namespace, name, uid = '', ownerReferences } = object.metadata;
    if (type === 'DELETED') {
      this.#enqueue(`gone/${uid}`, () => this.#collect(kind, object));
    } else if (controllers[kind.kind]) {
      this.#enqueue(`${kind.kind}/${namespace ?? ''}/${name}`, () => this.#reconcile(kind, namespace, name));
    }
    for (const owner of ownerReferences ?? []) {
      const key = `${owner.kind}/${namespace ?? ''}/${owner.name}`;
      this.#enqueue(key, () => this.#reconcile(kindNamed(owner.kind), namespace, owner.name));
    }
  }

  #reconcile(kind: Kind, namespace: string | undefined, name: string): void {
    const object = this.store.get(kind, namespace, name);
    if (object) controllers[kind.kind]?.(object, this.#control);
  }

  /** What the deleted object owned goes too. */
  #collect(kind: Kind, object: KubeObject): void {
    const { uid = '', name } = object.metadata;
    this.#control.cancel(`pod/${uid}`);
    this.#control.cancel(`deadline/${uid}`);
    if (kind.kind === 'Namespace') purgeNamespace(name, this.#control);
    for (const dependent of ['ReplicaSet', 'Pod', 'Job']) {
      this.#control.owned(dependent, object).forEach((owned) => this.#control.remove(owned));
    }
  }

  #enqueue(key: string, work: () => void): void {
    this.#queue.set(key, work);
    this.#turn ??= setImmediate(() => {
      this.#turn = undefined;
      const works = [...this.#queue.values()];
      this.#queue.clear();
      works.forEach(unlessGone);
    });
  }
}
