import type { Observation } from '../../support/observation';

/** Facts of which a forge is asked. What is known of a cluster is watched, and has nothing to do with how often that is. */
const ofForge = ['head', 'pipeline', 'plan', 'pullRequests'] as const;

interface Fact {
  readonly kind: string;
  readonly observed?: Observation;
}

/** The same facts, each saying how often it is looked at. @param everyMs nothing: as often as usual */
export function lookedAtEvery<Facts extends object>(facts: Facts, everyMs: number | undefined): Facts {
  const changed = ofForge.flatMap((key) => {
    const fact = (facts as Partial<Record<string, Fact>>)[key];
    if (!fact?.observed || fact.observed.everyMs === everyMs) return [];
    const { at, source, via } = fact.observed;
    const observed = { at, source, ...(via === undefined ? {} : { via }) };
    return [[key, { ...fact, observed: { ...observed, ...(everyMs === undefined ? {} : { everyMs }) } }]];
  });
  return changed.length === 0 ? facts : { ...facts, ...(Object.fromEntries(changed) as Partial<Facts>) };
}
