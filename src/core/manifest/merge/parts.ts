import type { Entries, Entry, EntryId, FlatFile, MergeRules } from './contract';
import { partsOf } from './entryId';
import { secretsOfDocument } from './secrets';
import type { FileParts, PartedDocument } from './documentParts';
import { contentOf, idsOf, placeIn, type Unit } from './units';

interface Parted {
  readonly documents: readonly PartedDocument[];
  readonly order: FileParts['order'];
  readonly lookup: PartLookup;
  readonly rules: MergeRules;
}

const parted = new WeakMap<FlatFile, Parted>();

/** A file that was read in parts: its entries are made where they are asked for. */
export function partedFile(
  text: string,
  documents: FlatFile['documents'],
  { documents: placed, order }: FileParts,
  rules: MergeRules,
): FlatFile {
  const inParts = placed.map((document, index): PartedDocument => {
    return { ...document, id: documents[index]?.id ?? '', index, units: document.parts.units };
  });
  // Entries are many times the text: they live as long as somebody works with them.
  let kept: WeakRef<Entries> | undefined;
  const lookup = new PartLookup(inParts);
  const file: FlatFile = {
    kind: 'flat',
    text,
    documents,
    get entries() {
      const known = kept?.deref();
      if (known) return known;
      const entries = new PartedEntries(file, inParts, lookup, rules);
      kept = new WeakRef(entries);
      return entries;
    },
  };
  parted.set(file, { documents: inParts, order, lookup, rules });
  return file;
}

/** Nothing for a file that was read as a whole. */
export function partsIn(file: FlatFile): readonly PartedDocument[] | undefined {
  return parted.get(file)?.documents;
}

/** Finds leaves in a file that was read in parts: its tables are made once, for whoever asks. */
export function lookupIn(file: FlatFile): PartLookup | undefined {
  return parted.get(file)?.lookup;
}

/**
 * Two versions of a file without what both have in common, for whoever looks for what differs. Of a document that both
 * have, and not the same, something stays, so that it can be seen to be there; one that is told apart by others of the
 * file stays whole.
 */
export function apart(one: FlatFile, other: FlatFile): readonly [FlatFile, FlatFile] {
  const [ours, theirs] = [parted.get(one), parted.get(other)];
  if (!ours || !theirs) return [one, other];
  return [without(one, ours, other, theirs), without(other, theirs, one, ours)];
}

function without(file: FlatFile, { documents, rules }: Parted, other: FlatFile, others: Parted): FlatFile {
  const counterparts = new Map(others.documents.map((document) => [document.id, document]));
  const rest = documents.flatMap((document): PartedDocument | readonly never[] => {
    const counterpart = counterparts.get(document.id);
    const isAlone =
      file.documents[document.index]?.naming.by === 'alone' &&
      other.documents[counterpart?.index ?? -1]?.naming.by === 'alone';
    if (!counterpart || !isAlone) return document;
    return counterpart.parts === document.parts ? [] : apartFrom(document, counterpart);
  });
  return { ...file, entries: new PartedEntries(file, rest, new PartLookup(rest), rules) };
}

function apartFrom(document: PartedDocument, counterpart: PartedDocument): PartedDocument {
  const isShared = sharedWith(counterpart);
  const shared = document.units.filter((unit, place) => unit.travels && isShared(unit, place));
  // The same for both, in whatever order each has its keys: a key that one side alone keeps would look removed.
  const [first, ...rest] = shared;
  if (!first) return document;
  const witness = rest.reduce((least, unit) => (unit.text < least.text ? unit : least), first);
  const units = document.units.filter((unit, place) => unit === witness || !isShared(unit, place));
  return { ...document, units };
}

/** Whether a unit, which stands at that place of another version, is in a document, too. */
export function sharedWith({ parts: { units, keys } }: PartedDocument): (unit: Unit, place: number) => boolean {
  return (unit, place) => units[place] === unit || units[keys.placeOf(unit.steps[0] ?? '') ?? -1] === unit;
}

/** Finds a leaf by the name of its entry, without a table of all of them. */
export class PartLookup {
  private byDocument: ReadonlyMap<string, PartedDocument> | undefined;
  private readonly lookedAt = new Map<PartedDocument, ReadonlySet<Unit>>();

  constructor(private readonly documents: readonly PartedDocument[]) {}

  find(id: EntryId): { readonly document: PartedDocument; readonly unit: Unit; readonly at: number } | undefined {
    this.byDocument ??= new Map(this.documents.map((document) => [document.id, document]));
    const { document: name, steps } = partsOf(id);
    const document = this.byDocument.get(name);
    const unit = document && this.unitAt(document, steps[0]);
    const at = unit && placeIn(unit, id.slice(JSON.stringify(name).length + 1));
    return document && unit && at !== undefined ? { document, unit, at } : undefined;
  }

  private unitAt(document: PartedDocument, step = ''): Unit | undefined {
    const { parts, units } = document;
    if (units.length < 2) return units[0];
    const unit = parts.units[parts.keys.placeOf(step) ?? -1];
    if (!unit || units === parts.units) return unit;
    const lookedAt = this.lookedAt.get(document) ?? new Set(units);
    this.lookedAt.set(document, lookedAt);
    return lookedAt.has(unit) ? unit : undefined;
  }
}

/** The entries of a file in parts, in the order of the file. */
class PartedEntries implements Entries {
  private readonly made = new Map<EntryId, Entry>();
  readonly size: number;

  constructor(
    private readonly origin: FlatFile,
    private readonly documents: readonly PartedDocument[],
    private readonly lookup: PartLookup,
    private readonly rules: MergeRules,
  ) {
    this.size = documents.reduce((sum, { units }) => units.reduce((all, { count }) => all + count, sum), 0);
  }

  get(id: EntryId): Entry | undefined {
    const made = this.made.get(id);
    if (made) return made;
    const found = this.lookup.find(id);
    return found && this.entry(found.document, found.unit, found.at, id);
  }

  has(id: EntryId): boolean {
    return this.made.has(id) || this.lookup.find(id) !== undefined;
  }

  *entries(): MapIterator<[EntryId, Entry]> {
    for (const document of this.documents) {
      for (const unit of document.units) {
        for (const [at, id] of idsOf(unit, document.id).entries()) {
          yield [id, this.made.get(id) ?? this.entry(document, unit, at, id)];
        }
      }
    }
  }

  *keys(): MapIterator<EntryId> {
    for (const { id, units } of this.documents) for (const unit of units) yield* idsOf(unit, id);
  }

  *values(): MapIterator<Entry> {
    for (const [, entry] of this.entries()) yield entry;
  }

  [Symbol.iterator](): MapIterator<[EntryId, Entry]> {
    return this.entries();
  }

  forEach(each: (entry: Entry, id: EntryId, entries: Entries) => void): void {
    for (const [id, entry] of this.entries()) each(entry, id, this);
  }

  private entry(within: PartedDocument, unit: Unit, at: number, id: EntryId): Entry {
    const { key, value, owned } = contentOf(unit).leaves[at] ?? { key: [], value: null, owned: false };
    const { id: document } = within;
    const isSecret = () => secretsOfDocument(within, this.rules)?.has(id) ?? true;
    const entry: Entry = {
      id,
      document,
      key,
      value,
      owned,
      get secret() {
        return isSecret();
      },
      origin: this.origin,
    };
    this.made.set(id, entry);
    return entry;
  }
}
