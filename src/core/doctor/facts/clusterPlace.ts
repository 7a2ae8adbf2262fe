import pLimit from 'p-limit';
import { clusterName, type ClusterLook } from '../../cluster/clusters';
import type { ClusterError } from '../../cluster/connection/failure';
import { unknownOf, asClusterError } from '../../cluster/connection/failure';
import type { ClusterAddress } from '../../cluster/kubeconfig';
import { kindKey, type KindRef } from '../../cluster/live';
import type { Peeked } from '../../cluster/watch/peek';
import { moverKinds, usualHomes } from '../../fleet/cluster/homes';
import { isTimeout } from '../../support/deadline';
import type { Disposable } from '../../support/disposable';
import { message } from '../../support/message';
import type { Unknown } from '../../support/observation';
import { known, type Fact } from '../../support/fact';
import type { ControllerFacts, NamespaceFacts } from './facts';
import type { Signals } from './signals';

const namespaces: KindRef = { apiVersion: 'v1', kind: 'Namespace' };
/** What deploys, and what tells who moves branches; what only tells of those is read where they are. */
const looked = new Set(['Kustomization', ...moverKinds.map(({ kind }) => kind)]);

const namespacesAtATime = 4;

/** One cluster, looked at for all services that run in it. */
export class ClusterPlace implements Disposable {
  readonly name: string;
  private readonly limit = pLimit(namespacesAtATime);
  private lost: Unknown | undefined;

  constructor(
    target: ClusterAddress,
    private readonly look: ClusterLook,
  ) {
    this.name = clusterName(target);
  }

  /**
   * Whether a namespace is there, and which kinds may be listed in it. Secrets are never asked for. A cluster that gave no
   * answer once is not asked again: each would wait its whole time.
   * @param inTime called when its turn comes
   * @throws the reason of the signal by which somebody cancels
   */
  namespace(namespace: string, kinds: Fact<readonly KindRef[]>, inTime: () => Signals): Promise<Fact<NamespaceFacts>> {
    return this.limit(async () => {
      const fact = this.lost ?? (await this.ask(namespace, kinds, inTime()));
      if (fact.kind === 'unknown') this.lost = fact;
      return fact;
    });
  }

  private async ask(
    namespace: string,
    kinds: Fact<readonly KindRef[]>,
    signals: Signals,
  ): Promise<Fact<NamespaceFacts>> {
    const own = await this.peek(namespace, namespaces, signals);
    if (own.scope === 'connection') return own.fact;
    if (own.fact.kind === 'unknown' && own.fact.reason === 'missing') return noCluster;
    const wanted = (kinds.kind === 'known' ? kinds.value : []).filter(({ kind }) => kind !== 'Secret');
    const asked = await Promise.all(
      wanted.map(async (ref) => [kindKey(ref), await this.peek(namespace, ref, signals)] as const),
    );
    const lost = asked.map(([, answer]) => answer).find((answer) => answer.scope === 'connection');
    if (lost) return lost.fact;
    const isSeen = asked.some(([, { fact }]) => fact.kind === 'known' && fact.value.any && fact.value.namespaced);
    return known({
      cluster: this.name,
      namespace,
      exists: own.fact.kind === 'known' ? known(own.fact.value.any) : isSeen ? known(true) : own.fact,
      kinds: kinds.kind === 'known' ? known(new Map(asked.map(([key, { fact }]) => [key, readable(fact)]))) : kinds,
    });
  }

  /** Whether what the GitOps controllers say may be read, where they are usually installed. */
  async controllers(signals: Signals): Promise<ControllerFacts> {
    const wanted = usualHomes.flatMap(({ namespace, kinds }) =>
      kinds.filter(({ kind }) => looked.has(kind)).map((ref) => ({ namespace, ref })),
    );
    const kinds = await Promise.all(
      wanted.map(async ({ namespace, ref }) => {
        const { fact } = this.lost ? { fact: this.lost } : await this.peek(namespace, ref, signals);
        return { namespace, kind: ref.kind, state: readable(fact) };
      }),
    );
    return { cluster: this.name, kinds };
  }

  dispose(): void {
    this.look.dispose();
  }

  private async peek(namespace: string, ref: KindRef, { inTime, cancelled }: Signals): Promise<Answer> {
    try {
      return { scope: 'request', fact: known(await this.look.peek(namespace, ref, inTime)) };
    } catch (error) {
      cancelled.throwIfAborted();
      if (isTimeout(error)) return { scope: 'connection', fact: silent };
      const failure = asClusterError(error);
      return { scope: failure.scope, fact: unknownBy(failure) };
    }
  }
}

type Answer =
  { readonly scope: 'request'; readonly fact: Fact<Peeked> } | { readonly scope: 'connection'; readonly fact: Unknown };

const silent: Unknown = {
  kind: 'unknown',
  reason: 'unreachable',
  said: message('The cluster did not answer in time.'),
};

/** Every cluster has namespaces: what does not know them says nothing of other kinds either. */
const noCluster: Unknown = {
  kind: 'unknown',
  reason: 'invalid',
  said: message('The server does not answer as a cluster does: it knows no namespaces.'),
};

/** Contexts that the kubeconfig has not, or not as a whole: known to be missing. One that cannot be read tells nothing. */
const missing = new Set(
  ['noContext', 'noServer', 'ambiguous', 'noCluster', 'noUser'].map((kind) => `kubeconfig/${kind}`),
);

function unknownBy(failure: ClusterError): Unknown {
  return missing.has(failure.code) ? { ...unknownOf(failure), reason: 'missing' } : unknownOf(failure);
}

function readable(fact: Fact<Peeked>): Fact<true> {
  return fact.kind === 'known' ? known(true) : fact;
}
