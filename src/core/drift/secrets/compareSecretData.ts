import { ignoredBy, type Comparison } from '../compare/comparison';
import { lineOf } from '../compare/comparison';
import { isNoted } from '../compare/extras';
import { FieldPath } from '../compare/fieldPath';
import type { FieldDrift, FieldVerdict } from '../report';
import { at, isMap, type Json } from '../values/values';

interface Entry {
  readonly from: 'data' | 'stringData';
  /** In base64; nothing where the server refuses the value. */
  readonly encoded: string | undefined;
}

/**
 * Compares the data of a Secret in memory and says per key whether it is the same: never a value, a length or a hash.
 * `stringData` is folded into `data` first, as the server does. Source: test/unit/drift/cases, cases 60–63.
 */
export function compareSecretData(comparison: Comparison, live: Json): readonly FieldDrift[] {
  const desired = entriesOf(comparison.desired);
  const shapeless = (['data', 'stringData'] as const)
    .filter((from) => !isMap(comparison.desired[from] ?? {}))
    .map((from) => describe(comparison, from, undefined, 'invalid'));
  const found = [...desired].flatMap(([key, entry]): FieldDrift[] => {
    const verdict = verdictOf(entry, at(live['data'], key));
    return verdict === 'none' ? [] : [describe(comparison, entry.from, key, verdict)];
  });
  const extra = Object.keys(isMap(live['data']) ? live['data'] : {})
    .filter((key) => !desired.has(key) && isSomebodys(comparison, key, desired.size))
    .map((key) => describe(comparison, 'data', key, 'extra'));
  return [...shapeless, ...found, ...extra];
}

/** A Secret without its values, for everything that is not the comparison above. */
export function withoutData(secret: Json): Json {
  return Object.fromEntries(Object.entries(secret).filter(([key]) => key !== 'data' && key !== 'stringData'));
}

/** By key; `stringData` counts where both have one. */
function entriesOf(secret: Json): ReadonlyMap<string, Entry> {
  const part = (from: Entry['from'], encode: (value: string) => string | undefined) =>
    Object.entries(isMap(secret[from]) ? secret[from] : {}).map(([key, value]) => {
      // A key without a value is a key with an empty one (case 62).
      const encoded = value === null ? '' : typeof value === 'string' ? encode(value) : undefined;
      return [key, { from, encoded }] as const;
    });
  const isBase64 = (value: string) => /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(value);
  return new Map([
    ...part('data', (value) => {
      const plain = value.replace(/[\r\n]/g, '');
      return isBase64(plain) ? plain : undefined;
    }),
    ...part('stringData', (value) => Buffer.from(value, 'utf8').toString('base64')),
  ]);
}

function verdictOf({ encoded }: Entry, live: unknown): FieldVerdict {
  if (encoded === undefined) return 'invalid';
  if (live === undefined || live === null) return encoded === '' ? 'none' : 'missing';
  return typeof live === 'string' && sameBytes(encoded, live) ? 'none' : 'masked';
}

/** Base64 with other line breaks is the same data. */
function sameBytes(a: string, b: string): boolean {
  return a === b || Buffer.from(a, 'base64').equals(Buffer.from(b, 'base64'));
}

/**
 * A Secret that git leaves empty is there for a controller to fill, as one for a service account's token is. What kubectl sent
 * as `stringData` stays where git takes it back: applying git takes away no more than what the note has as `data`.
 */
function isSomebodys(comparison: Comparison, key: string, setByGit: number): boolean {
  const { owners, lastApplied } = comparison;
  const place = placeOf('data', key);
  if (!owners.known) return setByGit > 0 && (lastApplied.has(place) || !lastApplied.has(placeOf('stringData', key)));
  const owner = owners.of(place);
  if (owner === undefined || owner.class === 'controller') return false;
  return lastApplied.has(place) || !isNoted(comparison, owner);
}

/** @param key nothing for all of the data */
function placeOf(from: Entry['from'], key: string | undefined): FieldPath {
  const data = FieldPath.root.key(from, { secret: true });
  return key === undefined ? data : data.key(key);
}

function describe(
  comparison: Comparison,
  from: Entry['from'],
  key: string | undefined,
  found: FieldVerdict,
): FieldDrift {
  const { owners, object } = comparison;
  const place = placeOf(from, key);
  const owner = found === 'missing' ? undefined : owners.of(placeOf('data', key));
  // The live object has `data` only, and so has a rule about it.
  const ignoring = found === 'invalid' ? undefined : comparison.ignored(placeOf('data', key), owner?.manager);
  return {
    path: place.text,
    verdict: ignoring === undefined ? found : 'ignored',
    ...(owner ? { owner: owner.manager } : {}),
    ...(owner?.since === undefined ? {} : { since: owner.since }),
    ...lineOf(object, place.file),
    ...(ignoring === undefined ? {} : { note: ignoredBy(ignoring) }),
  };
}
