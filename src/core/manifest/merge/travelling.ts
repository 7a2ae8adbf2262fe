import { comparable } from './comparable';
import type { EntryId, FlatFile } from './contract';
import { partsOf } from './entryId';
import type { PartedDocument } from './documentParts';
import { lookupIn, type PartLookup, partsIn, sharedWith } from './parts';
import { documentPrint, filePrint, StepPrint } from './prints';
import { contentOf, idsOf } from './units';

/** The travelling values of a file by the names of their entries, in the order of the file. */
export interface Values extends Iterable<readonly [EntryId, string]> {
  get(id: EntryId): string | undefined;
  keys(): Iterable<EntryId>;
}

/** The values of a file that do not belong to the environment, as comparable text. */
export function travellingValues(file: FlatFile): Values {
  const [documents, lookup] = [partsIn(file), lookupIn(file)];
  if (documents && lookup) return new PartedValues(documents, lookup);
  const travelling = [...file.entries.values()].filter(({ owned }) => !owned);
  return new Map(travelling.map(({ id, value }) => [id, comparable(value)]));
}

/** The keys at which two versions do not hold the same: in the order of the first, then what only the other has. */
export function differingKeys(one: Values, other: Values): readonly EntryId[] {
  const [ours, theirs] =
    one instanceof PartedValues && other instanceof PartedValues ? between(one, other) : [one, other];
  const keys = new Set([...ours.keys(), ...theirs.keys()]);
  return [...keys].filter((key) => ours.get(key) !== theirs.get(key));
}

/** Values that are looked up in the parts of a file: a table of all of them is made of no version. */
class PartedValues implements Values {
  constructor(
    readonly documents: readonly PartedDocument[],
    private readonly lookup: PartLookup,
  ) {}

  get(id: EntryId): string | undefined {
    const found = this.lookup.find(id);
    const leaf = found && contentOf(found.unit).leaves[found.at];
    return leaf?.owned ? undefined : leaf?.text;
  }

  *keys(): Iterable<EntryId> {
    for (const [id] of this) yield id;
  }

  [Symbol.iterator](): Iterator<readonly [EntryId, string]> {
    return valuesIn(this.documents);
  }
}

function* valuesIn(documents: readonly PartedDocument[]): Generator<readonly [EntryId, string]> {
  for (const { id, units } of documents) {
    for (const unit of units) {
      const ids = idsOf(unit, id);
      for (const [at, { text, owned }] of contentOf(unit).leaves.entries()) if (!owned) yield [ids[at] ?? '', text];
    }
  }
}

/** Both without the parts that they have in common. */
function between(one: PartedValues, other: PartedValues): readonly [Values, Values] {
  return [new Map(unshared(one, other)), new Map(unshared(other, one))];
}

function unshared(one: PartedValues, other: PartedValues): Iterable<readonly [EntryId, string]> {
  const theirs = new Map(other.documents.map((document) => [document.id, document]));
  const documents = one.documents.flatMap((document) => {
    const counterpart = theirs.get(document.id);
    if (!counterpart) return document;
    if (counterpart.parts === document.parts) return [];
    const isShared = sharedWith(counterpart);
    return { ...document, units: document.units.filter((unit, place) => !isShared(unit, place)) };
  });
  return valuesIn(documents);
}

/**
 * Equal for two files exactly if their travelling values are. Empty for a file without any. It is that of the outermost
 * keys of its documents, each by itself: versions of a file have most of them in common.
 */
export function printOf(file: FlatFile, values: Values): string {
  return filePrint(partsIn(file)?.map(({ id, parts }) => [id, parts.print] as const) ?? documentPrints(values));
}

function documentPrints(values: Values): readonly (readonly [id: string, print: string])[] {
  const documents = new Map<string, Map<string, StepPrint>>();
  for (const [id, value] of values) {
    const { document, steps } = partsOf(id);
    const [step = ''] = steps;
    const prints = documents.get(document) ?? new Map<string, StepPrint>();
    documents.set(document, prints);
    const print = prints.get(step) ?? new StepPrint(step);
    prints.set(step, print);
    print.add(idEndOf(id, document), value);
  }
  return [...documents].map(([id, prints]) => [id, documentPrint([...prints.values()].map(({ text }) => text).sort())]);
}

/** What follows the document in the name of an entry. */
function idEndOf(id: EntryId, document: string): string {
  return id.slice(1 + JSON.stringify(document).length);
}
