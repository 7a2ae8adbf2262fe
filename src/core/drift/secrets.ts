import type { ManifestObject } from '../manifest/objects';
import type { Owners } from './owners';
import type { FieldDrift } from './report';
import { isMap, type Json } from './values';

/**
 * Compares the data of a Secret in memory and says per key whether it differs: never a value, a length or a hash.
 * `stringData` is folded into `data` first, as the server does. Source: drift.md §1.4, cases 60–63.
 */
export function compareSecretData(object: ManifestObject, live: Json, owners: Owners): readonly FieldDrift[] {
  const liveData = isMap(live['data']) ? live['data'] : {};
  const desired = [...entries(object, 'data'), ...entries(object, 'stringData')];
  const found = desired.flatMap(({ key, from, value }): FieldDrift[] => {
    const place = { path: pathOf(from, key), line: object.locate([from, key]).line };
    const encoded = value === null ? '' : from === 'data' ? value : encode(value);
    if (typeof encoded !== 'string') return [{ ...place, verdict: 'invalid' }];
    const other = liveData[key] ?? '';
    return other === encoded || sameBytes(encoded, other)
      ? []
      : [{ ...place, verdict: 'masked', ...ownerOf(owners, key) }];
  });
  const known = new Set(desired.map(({ key }) => key));
  const extra = Object.keys(liveData)
    .filter((key) => !known.has(key))
    .filter((key) => owners.of(['data', key])?.class !== 'controller')
    .map((key): FieldDrift => ({
      path: pathOf('data', key),
      verdict: 'extra',
      line: object.locate(['data']).line,
      ...ownerOf(owners, key),
    }));
  return [...found, ...extra];
}

/** A Secret without its values, for everything that is not the comparison above. */
export function withoutData(secret: Json): Json {
  return Object.fromEntries(Object.entries(secret).filter(([key]) => key !== 'data' && key !== 'stringData'));
}

function entries({ value }: ManifestObject, from: 'data' | 'stringData') {
  const map = value[from];
  return isMap(map) ? Object.entries(map).map(([key, item]) => ({ key, from, value: item })) : [];
}

/** Undefined where the server takes text only and this is none. */
function encode(value: unknown): string | undefined {
  return typeof value === 'string' ? Buffer.from(value, 'utf8').toString('base64') : undefined;
}

/** Base64 with other line breaks or padding is the same data. */
function sameBytes(a: string, b: unknown): boolean {
  return typeof b === 'string' && Buffer.from(a, 'base64').equals(Buffer.from(b, 'base64'));
}

function pathOf(from: string, key: string): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? `${from}.${key}` : `${from}[${JSON.stringify(key)}]`;
}

function ownerOf(owners: Owners, key: string): Pick<FieldDrift, 'owner' | 'since'> {
  const owner = owners.of(['data', key]);
  return owner ? { owner: owner.manager, ...(owner.since === undefined ? {} : { since: owner.since }) } : {};
}
