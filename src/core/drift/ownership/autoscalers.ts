import type { ObjectIdentity } from '../../manifest/objects';
import { at, textAt, type Json } from '../values/values';

/** What of a workload another object sets. */
export interface Autoscaled {
  /** A HorizontalPodAutoscaler's or KEDA's: `spec.replicas`. */
  readonly replicas: boolean;
  /** A VerticalPodAutoscaler's: what containers request. */
  readonly resources: boolean;
}

interface Target {
  readonly namespace: string | undefined;
  readonly what: keyof Autoscaled;
}

/** The workloads that autoscalers, live or in git, name as their targets. Source: docs/drift.md, "How an answer is found", rung 2. */
export class Autoscalers {
  private readonly targets = new Map<string, Target[]>();

  constructor(
    objects: readonly Json[],
    private readonly usualNamespace: string | undefined,
  ) {
    for (const object of objects) {
      const what = setBy(object);
      const target = at(object['spec'], 'scaleTargetRef') ?? at(object['spec'], 'targetRef');
      const name = textAt(target, 'name');
      if (what === undefined || name === undefined) continue;
      // KEDA leaves out the kind of a Deployment.
      const key = `${textAt(target, 'kind') ?? 'Deployment'}/${name}`;
      const namespace = textAt(object['metadata'], 'namespace') ?? usualNamespace;
      this.targets.set(key, [...(this.targets.get(key) ?? []), { namespace, what }]);
    }
  }

  of({ kind, name, namespace = this.usualNamespace }: ObjectIdentity): Autoscaled {
    const own = (this.targets.get(`${kind}/${name}`) ?? []).filter(
      (target) => target.namespace === undefined || namespace === undefined || target.namespace === namespace,
    );
    return {
      replicas: own.some(({ what }) => what === 'replicas'),
      resources: own.some(({ what }) => what === 'resources'),
    };
  }
}

function setBy({ kind, spec }: Json): keyof Autoscaled | undefined {
  if (kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject') return 'replicas';
  const isAdvice = textAt(at(spec, 'updatePolicy'), 'updateMode') === 'Off';
  return kind === 'VerticalPodAutoscaler' && !isAdvice ? 'resources' : undefined;
}
