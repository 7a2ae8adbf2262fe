import type { ListItem } from '../compare/fieldPath';
import { at, isList, isMap, scalarText, type Json } from '../values/values';
import { jsonIn } from '../../support/jsonIn';

/**
 * What one manager claims at a place: the part of its FieldsV1 tree below it. `covered`: it claims a whole value that
 * holds this place (`f:args: {}`), so that nobody can tell who set what inside.
 */
export type Claim = Json | 'covered';

/**
 * The claim one step further down; nothing where there is none. FieldsV1 writes `f:` before a key, `k:` before an item's
 * keys, `v:` before an item of a set, `i:` before an index, and `.` for the value itself.
 */
export function claimBelow(claim: Claim, step: string | ListItem): Claim | undefined {
  if (claim === 'covered' || isLeaf(claim)) return 'covered';
  const below = at(claim, typeof step === 'string' ? `f:${step}` : (itemKey(claim, step) ?? ''));
  return isMap(below) ? below : undefined;
}

/** Whether the value itself is claimed, and not just something in it. */
export function claimsWhole(claim: Claim): boolean {
  return claim === 'covered' || isLeaf(claim) || Object.hasOwn(claim, '.');
}

/** How many of the values that git sets are claimed, and how many there are. */
export function countClaimed(claim: Claim | undefined, desired: unknown): readonly [claimed: number, all: number] {
  const below: readonly (readonly [Claim | undefined, unknown])[] = isMap(desired)
    ? Object.entries(desired).map(([key, value]) => [claim && claimBelow(claim, key), value])
    : isList(desired)
      ? desired.map((value, live) => [claim && claimBelow(claim, { rule: { kind: 'atomic' }, value, live }), value])
      : [];
  if (below.length === 0) return [claim === undefined ? 0 : 1, 1];
  return below
    .map(([inner, value]) => countClaimed(inner, value))
    .reduce((sum, [claimed, all]) => [sum[0] + claimed, sum[1] + all], [0, 0]);
}

/** Whether it names nothing below: of a map that can be told apart, that it was sent empty. */
export function isLeaf(claim: Json): boolean {
  for (const key in claim) if (Object.hasOwn(claim, key)) return false;
  return true;
}

function itemKey(claim: Json, { value, live }: ListItem): string | undefined {
  return Object.keys(claim).find((key) => {
    if (key.startsWith('k:')) return hasKeys(jsonIn(key.slice(2)), value);
    if (key.startsWith('v:')) return typeof value !== 'object' && jsonIn(key.slice(2)) === value;
    return key === `i:${live}`;
  });
}

function hasKeys(keys: unknown, item: unknown): boolean {
  return (
    isMap(keys) &&
    isMap(item) &&
    Object.entries(keys).every(
      // The only key that servers fill in: the manifest's item may lack it.
      ([key, value]) => scalarText(at(item, key) ?? (key === 'protocol' ? 'TCP' : undefined)) === scalarText(value),
    )
  );
}
