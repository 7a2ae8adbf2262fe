import { numberAt } from '../json';
import type { LiveObject } from '../live';
import {
  condition,
  conditions,
  degraded,
  healthy,
  progressing,
  said,
  specOf,
  suspended,
  underWay,
  type Health,
} from './verdicts';

/** Conditions that, while true, say that the controller is still at it. */
const working = ['Reconciling', 'Issuing', 'Progressing'];

/**
 * A custom resource by what controllers have agreed on; undefined where it has no conditions to judge by.
 * A release that was rolled back after it failed is degraded, although something runs (docs/controllers.md, "Flux").
 *
 * Source: kstatus `GetLegacyConditionsFn` and its generic rules (`Reconciling`, `Stalled`, `Ready`, observedGeneration);
 * `suspend` from Flux.
 */
export function customHealth(object: LiveObject): Health | undefined {
  const all = conditions(object);
  const early = underWay(object);
  if (early) return early;
  if (specOf(object)['suspend'] === true) return suspended('suspended');
  const stalled = condition(object, 'Stalled');
  if (stalled?.status === 'True') return degraded(said(stalled), stalled.since);
  const failed = failedRelease(object);
  if (failed) return failed;
  const ready = condition(object, 'Ready') ?? condition(object, 'Available');
  if (!ready) return all.length > 0 ? byWork(object) : undefined;
  if (isOutdated(object, ready.type)) return progressing('the latest change is not observed yet');
  if (ready.status === 'True') return byWork(object) ?? healthy;
  if (ready.status === 'Unknown') return progressing(said(ready), ready.since);
  return byWork(object) ?? degraded(said(ready), ready.since);
}

/**
 * A release that was rolled back is ready with the version before: what is asked for did not come, whatever *Ready* says.
 * Source: helm-controller, api/v2/condition_types.go (`Released`, `Remediated`).
 */
function failedRelease(object: LiveObject): Health | undefined {
  if (object.kind !== 'HelmRelease' || !object.apiVersion.startsWith('helm.toolkit.fluxcd.io/')) return undefined;
  const [remediated, released] = [condition(object, 'Remediated'), condition(object, 'Released')];
  if (remediated?.status === 'True') return degraded(said(remediated), remediated.since);
  return released?.status === 'False' ? degraded(said(released), released.since) : undefined;
}

function byWork(object: LiveObject): Health | undefined {
  const work = working.map((type) => condition(object, type)).find((candidate) => candidate?.status === 'True');
  if (!work) return undefined;
  const rolledBack = condition(object, 'Remediated');
  if (rolledBack?.status === 'True') return degraded(said(rolledBack), rolledBack.since);
  return progressing(said(work), work.since);
}

/** A condition may say itself for which generation it holds. */
function isOutdated(object: LiveObject, type: string): boolean {
  const { generation } = object.metadata;
  const list = (object['status'] as { conditions?: readonly { type?: string }[] } | undefined)?.conditions ?? [];
  const observed = numberAt(
    list.find((entry) => entry.type === type),
    'observedGeneration',
  );
  return generation !== undefined && observed !== undefined && observed < generation;
}
