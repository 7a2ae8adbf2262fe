import { isNestedTooDeeply } from '../../support/nesting';
import type { Value } from '../objects';
import { maxFileSizeBytes } from '../read/documents';
import { isMapValue } from '../read/identity';
import { hiddenIn } from '../secrecy/judge';
import { holdsHidden } from '../secrecy/values';
import type { Entries, Entry, EntryId, FlatDocument, FlatFile, MergeRules, Unparsable } from './contract';
import { groupPrint, keepQuick } from './travelling';
import { nameDocuments } from './documentNames';
import { entryId, keyOf } from './entryId';
import { eachLeaf, leavesOf, maxKeyLetters } from './leaves';
import { matchesKey } from './ownedKeys';
import { idsOf, type Unit, unitPrints, unitsOf } from './units';
import type { DocumentView } from './view';
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
  const read = names.map(({ id }, index) => ({ id, units: units[index] ?? [] }));
  if (read.reduce((sum, document) => sum + lettersOf(document), 0) > maxKeyLetters) return undefined;
  const entries = once(() => entriesOf(file, read, rules));
  const file: FlatFile = {
    kind: 'flat',
    text,
    documents: names.map(asDocument),
    get entries() {
      return entries();
    },
  };
  keepQuick(file, { values: () => valuesOf(read), prints: () => read.flatMap(printsOf) });
  return file;
}

interface ReadDocument {
  readonly id: string;
  readonly units: readonly Unit[];
}

function lettersOf({ id, units }: ReadDocument): number {
  const start = 1 + JSON.stringify(id).length;
  return units.reduce((sum, { letters, leaves }) => sum + letters + leaves.length * start, 0);
}

function entriesOf(file: FlatFile, documents: readonly ReadDocument[], rules: MergeRules): Entries {
  const entries = new Map<EntryId, Entry>();
  for (const [index, { id: document, units }] of documents.entries()) {
    const secrets = once(() => secretsOfDocument(file, index, rules));
    for (const unit of units) {
      const ids = idsOf(unit, document);
      for (const [at, { key, value, owned }] of unit.leaves.entries()) {
        const id = ids[at] ?? '';
        const entry: Entry = {
          id,
          document,
          key,
          value,
          owned,
          get secret() {
            return secrets()?.has(id) ?? true;
          },
          origin: file,
        };
        entries.set(id, entry);
      }
    }
  }
  return entries;
}

function printsOf({ id, units }: ReadDocument): readonly string[] {
  return units.flatMap((unit) => unitPrints(unit).map(([step, print]) => groupPrint(id, step, print)));
}

function valuesOf(documents: readonly ReadDocument[]): ReadonlyMap<EntryId, string> {
  const values = new Map<EntryId, string>();
  for (const { id, units } of documents) {
    for (const unit of units) {
      const ids = idsOf(unit, id);
      for (const [at, { text, owned }] of unit.leaves.entries()) if (!owned) values.set(ids[at] ?? '', text);
    }
  }
  return values;
}

function asDocument({ id, identity, naming }: FlatDocument): FlatDocument {
  return { id, naming, ...(identity ? { identity } : {}) };
}

function valueOf(units: readonly Unit[]): Value {
  const [first] = units;
  if (units.length < 2) return first?.value ?? null;
  return Object.fromEntries(units.flatMap(({ value }) => (isMapValue(value) ? Object.entries(value) : [])));
}

/** Decided by the document as a whole, never by a part. Nothing where it cannot be decided. */
function secretsOfDocument(file: FlatFile, index: number, rules: MergeRules): ReadonlySet<EntryId> | undefined {
  const view = recentView(file.text, rules);
  const document = view.kind === 'view' ? view.documents[index] : undefined;
  return document && secretsIn(document);
}

function secretsIn({ id, root }: DocumentView): ReadonlySet<EntryId> {
  const hidden = hiddenIn(root.node);
  if (hidden.size === 0) return new Set();
  const secret = leavesOf(root).filter(({ node }) => holdsHidden(node, hidden));
  return new Set(secret.map(({ steps }) => entryId(id, steps)));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
