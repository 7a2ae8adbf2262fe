import { atOnce, type Steps } from '../../support/turns';
import { maxFileSizeBytes } from '../read/documents';
import { maxValues } from '../read/value';
import type { Entry, EntryId, FlatFile, MergeRules, Unparsable } from './contract';
import { nameDocuments } from './documentNames';
import { type DocumentParts, documentsOf } from './documentParts';
import { entryId, keyOf } from './entryId';
import { eachLeaf, maxKeyLetters } from './leaves';
import { partedFile } from './parts';
import { secretsIn } from './secrets';
import { recentView } from './viewCache';

/**
 * Reads a file into its keys. A file that is absent (null) or empty has none. Pure: cache it by blob and rules. Of a file
 * in the ordinary form, parts that another version had as well are not read again, and nothing is judged before it is asked.
 */
export function flatten(text: string | null, rules: MergeRules): FlatFile | Unparsable {
  return atOnce(flattenInSteps(text ?? '', rules));
}

/** As `flatten`, for a large file. */
export function* flattenInSteps(text: string, rules: MergeRules): Steps<FlatFile | Unparsable> {
  return (yield* flattenParts(text, rules)) ?? flattenWhole(text, rules);
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
    for (const { steps, value, owned } of eachLeaf(document.root, [])) {
      const key = keyOf(steps);
      const id = entryId(document.id, steps);
      letters += id.length;
      if (letters > maxKeyLetters) return { kind: 'unparsable', reason: tooMany };
      entries.set(id, { id, document: document.id, key, value, owned, secret: secrets().has(id), origin: file });
    }
  }
  return file;
}

const tooMany = `Its keys, each with all that it lies below, come to more than ${maxKeyLetters} letters: that is not read.`;

function* flattenParts(text: string, rules: MergeRules): Steps<FlatFile | Unparsable | undefined> {
  if (text.length > maxFileSizeBytes) return undefined;
  const parts = yield* documentsOf(text, rules);
  if (!parts) return undefined;
  const { order } = parts;
  if (order.reduce((sum, { size }) => sum + size, 0) > maxValues) return undefined;
  const names = nameDocuments(order, rules);
  if ('kind' in names) return names;
  if (names.reduce((sum, { id }, index) => sum + lettersOf(id, order[index]), 0) > maxKeyLetters) return undefined;
  return partedFile(text, names, parts, rules);
}

function lettersOf(id: string, parts: DocumentParts | undefined): number {
  return parts ? parts.letters + parts.count * (1 + JSON.stringify(id).length) : 0;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
