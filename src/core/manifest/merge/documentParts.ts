import { maxDocuments } from '../read/documents';
import { Lru } from '../../support/lru';
import type { Value, ValueMap } from '../objects';
import { isMapValue } from '../read/identity';
import type { MergeRules } from './contract';
import { cut, documentsIn, type Stretch } from './cut';
import { identityOf, type Namable } from './documentNames';
import { nameTexts } from './listIdentity';
import { keysOf, type OutermostKeys } from './outermostKeys';
import { documentPrint } from './prints';
import { contentOf, ownText, partsRoom, type Unit, unitOf } from './units';

/** A document in parts, whatever it is called. */
export interface DocumentParts extends Namable {
  readonly units: readonly Unit[];
  readonly keys: OutermostKeys;
  /** How many leaves it has. */
  readonly count: number;
  /** How many values it has, with those within others. */
  readonly size: number;
  /** What the names of its entries come to, without that of the document. */
  readonly letters: number;
  /** What tells its travelling values from others; empty where it has none. */
  readonly print: string;
}

/** Where it stands in a file. */
export interface PlacedParts extends Stretch {
  readonly parts: DocumentParts;
}

/** A document of a file that was read in parts. */
export interface PartedDocument extends PlacedParts {
  readonly id: string;
  /** Its place among the documents of the file. */
  readonly index: number;
  /** What of it is looked at: all, or what it has not in common with another version. */
  readonly units: readonly Unit[];
}

const known = new WeakMap<MergeRules, Lru<string, DocumentParts>>();
const sizeOf = { document: 500, unit: 100 };

/**
 * The documents of a text that have content, in its order. Versions of a file with several have most of them in common:
 * each is put together once.
 * @returns nothing where the text has to be read as a whole
 */
export function documentsOf(text: string, rules: MergeRules): readonly PlacedParts[] | undefined {
  const stretches = documentsIn(text);
  if (!stretches || stretches.length > maxDocuments) return undefined;
  const kept = known.get(rules) ?? new Lru<string, DocumentParts>(partsRoom);
  known.set(rules, kept);
  const documents: PlacedParts[] = [];
  for (const { start, end } of stretches) {
    const slice = text.slice(start, end);
    const before = kept.get(slice);
    const parts = before ?? documentOf(slice, rules);
    if (!parts) return undefined;
    if (parts.units.length > 0) documents.push({ start, end, parts });
    // The only one of a file is another in each version.
    if (!before && stretches.length > 1) kept.set(ownText(slice), parts, weightOf(slice, parts));
  }
  return documents;
}

function weightOf({ length }: string, { units }: DocumentParts): number {
  return 2 * length + sizeOf.document + units.length * sizeOf.unit;
}

function documentOf(text: string, rules: MergeRules): DocumentParts | undefined {
  const { slices, shape } = cut(text) ?? {};
  if (!slices) return undefined;
  const units: Unit[] = [];
  for (const slice of slices) {
    const unit = unitOf(slice, rules);
    if (!unit || (slices.length > 1 && unit.shape !== shape)) return undefined;
    units.push(unit);
  }
  const keys = keysOf(units);
  return units.length < 2 || keys.isOnce ? inParts(units, keys) : undefined;
}

function inParts(units: readonly Unit[], keys: OutermostKeys): DocumentParts {
  let [count, size, letters] = [0, 0, 0];
  let head: ValueMap = {};
  for (const unit of units) {
    if (unit.head) head = { ...head, ...unit.head };
    count += unit.count;
    size += unit.size;
    letters += unit.letters;
  }
  let [print, names]: [string?, DocumentParts['names']?] = [];
  return {
    ...{ units, keys, count, size, letters },
    identity: identityOf(head),
    get names() {
      return (names ??= nameTexts(valueOf(units)));
    },
    get print() {
      return (print ??= documentPrint(printsOf(units, keys)));
    },
  };
}

function printsOf(units: readonly Unit[], { sorted }: OutermostKeys): readonly string[] {
  if (units.length < 2) return units[0]?.prints ?? [];
  const hasEachOne = sorted.length === units.length;
  return hasEachOne
    ? sorted.flatMap((place) => units[place]?.prints ?? [])
    : units.flatMap(({ prints }) => prints).sort();
}

function valueOf(units: readonly Unit[]): Value {
  const values = units.map((unit) => contentOf(unit).value);
  const [only = null, ...more] = values;
  if (more.length === 0) return only;
  return Object.fromEntries(values.flatMap((value) => (isMapValue(value) ? Object.entries(value) : [])));
}
