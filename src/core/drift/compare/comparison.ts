import type { Pair } from './pair';
import type { ManifestObject, Path } from '../../manifest/objects';
import type { Autoscaled } from '../ownership/autoscalers';
import type { Ignored } from '../ignores/ignores';
import type { LastApplied } from '../ownership/lastApplied';
import { noteOn } from './notes';
import type { Owner, Owners } from '../ownership/owners';
import type { FieldPath } from './fieldPath';
import type { FieldDrift, FieldVerdict } from '../report';
import { sameScalar } from '../values/scalars';
import type { ShownObject } from '../../manifest/secrecy/values';
import { isList, isMap, sameDeep, type Json } from '../values/values';

/** What the walk through one object knows, and what it has found. */
export interface Comparison {
  readonly object: ManifestObject;
  readonly desired: Json;
  readonly live: Json;
  readonly kind: string;
  /** Anything is known of the kind: then a list that is not marked is atomic. */
  readonly isKnownKind: boolean;
  readonly autoscaled: Autoscaled;
  readonly owners: Owners;
  readonly lastApplied: LastApplied;
  readonly ignored: Ignored;
  /** What may be shown of either side. */
  readonly shown: { readonly desired: ShownObject; readonly live: ShownObject };
  readonly found: FieldDrift[];
}

/** Both have it and it differs: a controller's, or drift. */
export function reportDifference(comparison: Comparison, pair: Pair): void {
  const owner = comparison.owners.of(pair.place);
  reportBy(comparison, pair, isControlled(comparison, pair, owner) ? 'managed' : 'changed', owner);
}

export function report(comparison: Comparison, pair: Pair, verdict: Exclude<FieldVerdict, 'extra'>): void {
  reportBy(comparison, pair, verdict, verdict === 'missing' ? undefined : comparison.owners.of(pair.place));
}

export function reportExtra(comparison: Comparison, place: FieldPath, live: unknown, owner: Owner | undefined): void {
  reportBy(comparison, { place, desired: undefined, live, schema: undefined }, 'extra', owner);
}

function reportBy(comparison: Comparison, pair: Pair, found: FieldVerdict, owner: Owner | undefined): void {
  const { place, desired, live } = pair;
  const sides = {
    desired: desired === undefined || place.isSecret ? undefined : comparison.shown.desired.at(place.in('desired')),
    live:
      live === undefined || live === null || place.isSecret ? undefined : comparison.shown.live.at(place.in('live')),
  };
  const isSecret =
    place.isSecret ||
    (desired !== undefined && sides.desired === undefined) ||
    (live !== undefined && live !== null && sides.live === undefined);
  const ignoring = found === 'invalid' ? undefined : comparison.ignored(place, owner?.manager);
  const verdict = ignoring === undefined ? found : 'ignored';
  const note = ignoring === undefined ? noteOn(comparison.kind, pair, found) : ignoredBy(ignoring);
  comparison.found.push({
    path: place.text,
    verdict: isSecret && verdict === 'changed' ? 'masked' : verdict,
    ...(sides.desired === undefined || isSecret ? {} : { desired: sides.desired }),
    ...(sides.live === undefined || isSecret ? {} : { live: sides.live }),
    ...(owner ? { owner: owner.manager } : {}),
    ...(owner?.since === undefined ? {} : { since: owner.since }),
    ...lineOf(comparison.object, place.file),
    ...(note === undefined ? {} : { note }),
  });
}

/** A note on what a GitOps controller leaves alone. */
export function ignoredBy(controller: string): string {
  return `Ignored by ${controller}: it is told to.`;
}

/** Whether the live value is a controller's to set. Source: test/unit/drift/cases, cases 45, 46, 52. */
function isControlled(comparison: Comparison, pair: Pair, owner: Owner | undefined): boolean {
  const { autoscaled } = comparison;
  if (owner?.class === 'person') return false;
  if (autoscaled.replicas && pair.place.is('spec', 'replicas')) return true;
  const isAutoscaled = autoscaled.resources && owner === undefined && pair.place.isBelow('resources');
  // What git says anew since it was last applied has yet to be brought there, whoever set the old value.
  return (owner?.class === 'controller' || isAutoscaled) && !hasMoved(comparison, pair);
}

function hasMoved({ lastApplied }: Comparison, { place, desired, schema }: Pair): boolean {
  const before = lastApplied.at(place);
  if (before === undefined) return false;
  if (isMap(desired) || isList(desired)) return !sameDeep(desired, before);
  return !sameScalar(desired, before, { place, schema });
}

/** The line of a path in its file; none where a renderer put the value there and nobody can say from which line. */
export function lineOf(object: ManifestObject, path: Path): { readonly line?: number } {
  const { line } = object.locate(path);
  return line > 0 ? { line } : {};
}
