import type { Comparison } from './compareFields';
import { hasNoDefaults, isNoise } from './exceptions';
import type { Place } from './fieldPath';
import type { Owner } from './owners';
import { isEmpty, isList, isMap, type Json } from './values';

/** `inside`: the value as a whole is nobody's, but something in it may be. */
export type ExtraVerdict = { readonly kind: 'extra'; readonly owner?: Owner } | { readonly kind: 'inside' | 'none' };

/**
 * Whether what only the live object has was put there by a person or left there by the deployer, rather than filled in by
 * the server or owned by a controller.
 *
 * An `Apply` claim is exact. An `Update` claim of whoever created the object covers defaults as well, so it counts only
 * where there are none, or where last-applied says that it once was in git. Source: drift.md §4.3 rung 2, cases 25, 36,
 * 38, 44, 58, 71.
 */
export function extraVerdict(comparison: Comparison, place: Place, live: unknown): ExtraVerdict {
  if (isNoise(place, live) || isEmpty(live) || ignoredRoots.has(place.text)) return { kind: 'none' };
  // A map is looked into, so that each key is named with its own owner; an item of a list is one thing.
  if (isMap(live) && typeof place.steps.at(-1) === 'string') return { kind: 'inside' };
  const { owners, facts } = comparison;
  const noDefaults = hasNoDefaults(place, facts.kind) || isText(place);
  if (!owners.known) return { kind: hasNoDefaults(place, facts.kind) ? 'extra' : 'none' };
  const owner = owners.of(place.steps);
  if (!owner || owner.class === 'controller') return { kind: 'none' };
  if (owner.class === 'person' && !creators.test(owner.manager)) return { kind: 'extra', owner };
  if (owner.operation === 'Apply' || noDefaults) return { kind: 'extra', owner };
  return wasApplied(comparison.lastApplied, place) ? { kind: 'extra', owner } : { kind: 'none' };
}

const ignoredRoots = new Set([
  'status',
  'metadata.managedFields',
  'metadata.uid',
  'metadata.resourceVersion',
  'metadata.generation',
  'metadata.creationTimestamp',
  'metadata.name',
  'metadata.namespace',
  'metadata.selfLink',
  'metadata.finalizers',
  'metadata.ownerReferences',
  'metadata.deletionTimestamp',
  'metadata.deletionGracePeriodSeconds',
  'metadata.generateName',
]);

/** Their claims hold the defaults of the moment of creation. */
const creators = /^kubectl-(create|run|expose|replace|client-side-apply)$/;

function isText({ trail }: Place): boolean {
  return ['labels', 'annotations', 'nodeSelector', 'matchLabels'].includes(trail.at(-2) ?? '');
}

function wasApplied(lastApplied: Json | undefined, { steps }: Place): boolean {
  let here: unknown = lastApplied;
  for (const step of steps) {
    if (typeof step === 'string') here = isMap(here) ? here[step] : undefined;
    else here = isList(here) ? here.find((item) => sameName(item, step.item)) : undefined;
  }
  return here !== undefined;
}

function sameName(a: unknown, b: unknown): boolean {
  if (isMap(a) && isMap(b)) return a['name'] !== undefined && a['name'] === b['name'];
  return a === b;
}
