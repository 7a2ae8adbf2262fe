import { isNestedTooDeeply } from '../../support/nesting';
import type { Value } from '../objects';
import { maxFileSizeBytes } from '../read/documents';
import { isMapValue } from '../read/identity';
import type { Entry, EntryId, FlatDocument, FlatFile, MergeRules, Unparsable } from './contract';
import { nameDocuments } from './documentNames';
import { entryId, keyOf } from './entryId';
import { eachLeaf, maxKeyLetters } from './leaves';
import { matchesKey } from './ownedKeys';
import { partedFile } from './parts';
import { secretsIn } from './secrets';
import { type Unit, unitsOf } from './units';
import { recentView } from './viewCache';

/**
 * Reads a file into its keys. A file that is absent (null) or empty has none. Pure: cache it by blob and rules. Of a file
 * in the ordinary form, parts that another version had as well are not read again, and nothing is judged before it is asked.
 */
export function flatten(text: string | null, rules: MergeRules): FlatFile | Unparsable {
  return flattenUnits(text ?? '', rules) ?? flattenWhole(text ?? '', rules);
}

/** As `flatten`, read as a whole. */
export function flattenWhole(text: string, rules: MergeRules): FlatFile | Unparsable {
  const view = recentView(text, rules);
  if (view.kind === 'unparsable') return view;
  const entries = new Map<EntryId, Entry>();
  const documents = view.documents.map(({ id, identity, naming }) => ({
    id,
    naming,
    ...(identity ? { identity } : {}),
  }));
  let letters = 0;
  const file: FlatFile = { kind: 'flat', text: view.text, documents, entries };
  for (const document of view.documents) {
    const secrets = once(() => secretsIn(document));
    for (const { steps, value } of eachLeaf(document.root, [])) {
      const key = keyOf(steps);
      const id = entryId(document.id, steps);
      letters += id.length;
      if (letters > maxKeyLetters) return { kind: 'unparsable', reason: tooMany };
      const owned = matchesKey(rules.ownedKeys, key);
      entries.set(id, { id, document: document.id, key, value, owned, secret: secrets().has(id), origin: file });
    }
  }
  return file;
}

const tooMany = `Its keys, each with all that it lies below, come to more than ${maxKeyLetters} letters: that is not read.`;

function flattenUnits(text: string, rules: MergeRules): FlatFile | Unparsable | undefined {
  if (text.length > maxFileSizeBytes || isNestedTooDeeply(text)) return undefined;
  const units = unitsOf(text, rules);
  if (!units) return undefined;
  const names = nameDocuments(
    units.map((all) => ({ value: valueOf(all) })),
    rules,
  );
  if ('kind' in names) return names;
  if (names.reduce((sum, { id }, index) => sum + lettersOf(id, units[index] ?? []), 0) > maxKeyLetters)
    return undefined;
  return partedFile(text, names.map(asDocument), units, rules);
}

function lettersOf(id: string, units: readonly Unit[]): number {
  const start = 1 + JSON.stringify(id).length;
  return units.reduce((sum, { letters, leaves }) => sum + letters + leaves.length * start, 0);
}

function asDocument({ id, identity, naming }: FlatDocument): FlatDocument {
  return { id, naming, ...(identity ? { identity } : {}) };
}

function valueOf(units: readonly Unit[]): Value {
  const [first] = units;
  if (units.length < 2) return first?.value ?? null;
  return Object.fromEntries(units.flatMap(({ value }) => (isMapValue(value) ? Object.entries(value) : [])));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
