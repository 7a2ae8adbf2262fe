import { ownership } from '../cluster/health/ownership';
import { podHealth } from '../cluster/health/pod';
import type { LiveObject } from '../cluster/live';
import type { ObjectDrift } from '../drift/report';
import type { ShownText } from '../manifest/secrecy/shown';
import { shown } from './shownLine';

/** A Pod that keeps its workload from being well. */
export interface UnwellPod {
  readonly pod: LiveObject;
  /** The Pod and its reason in one line. */
  readonly said: ShownText;
}

const mostPods = 5;

/** The Pods of a workload that are not well: those that somebody has to look at first. */
export function podsOf({ apiVersion, kind, name }: ObjectDrift, live: readonly LiveObject[]): readonly UnwellPod[] {
  const owner = live.find(
    (object) => object.kind === kind && object.apiVersion === apiVersion && object.metadata.name === name,
  );
  if (!owner) return [];
  const pods = kind === 'Pod' ? [owner] : ownership(live).podsOf(owner);
  return pods
    .map((pod) => ({ pod, health: podHealth(pod) }))
    .filter(({ health }) => health.verdict !== 'healthy')
    .sort((a, b) => Number(b.health.verdict === 'degraded') - Number(a.health.verdict === 'degraded'))
    .slice(0, mostPods)
    .map(({ pod, health }) => ({ pod, said: shown(`Pod ${pod.metadata.name}: ${health.reason ?? health.verdict}`) }));
}
