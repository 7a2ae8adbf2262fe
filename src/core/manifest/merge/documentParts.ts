import { maxDocuments } from '../read/documents';
import { Lru, type SharedWeight } from '../../support/lru';
import type { Steps } from '../../support/turns';
import type { ValueMap } from '../objects';
import type { MergeRules } from './contract';
import { behindMark, endOfDocument, isCuttable, isEndOfDocument, type Stretch } from './cut';
import { identityOf, type Namable } from './documentNames';
import { nameTexts } from './listIdentity';
import { Following, type Places } from './following';
import { keysOf, type OutermostKeys } from './outermostKeys';
import { ownText, partsRoom, type Unit, WeightOfUnits } from './units';
import { unitsIn } from './unitsIn';

/** A document in parts, whatever it is called. */
export interface DocumentParts extends Namable {
  readonly text: string;
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

/** The documents of a file that was read in parts. */
export interface FileParts {
  readonly documents: readonly PlacedParts[];
  /** Whoever has the file holds it, so that other versions can follow it. */
  readonly order: readonly DocumentParts[];
}

const known = new WeakMap<MergeRules, Lru<string, DocumentParts>>();
const places: Places<DocumentParts> = new WeakMap();
const sizeOf = { document: 500, unit: 100 };
/** So many documents are read without a rest. */
const betweenRests = 16;

/**
 * The documents of a text that have content, in its order. Versions of a file with several have most of them in common:
 * each is put together once.
 * @returns nothing where the text has to be read as a whole
 */
export function* documentsOf(text: string, rules: MergeRules): Steps<FileParts | undefined> {
  if (!isCuttable(text)) return undefined;
  const following = new Following(text, places, (start, end) => isEndOfDocument(text, start, end));
  const documents: PlacedParts[] = [];
  let start = 0;
  for (let count = 1; count <= maxDocuments; count += 1) {
    if (count % betweenRests === 0) yield;
    const followed = following.next(start);
    const parts = followed ?? (yield* cutDocument(text, start, rules));
    if (!parts) return undefined;
    if (!followed && parts.units.length > 0) following.add(parts);
    const end = start + parts.text.length;
    if (parts.units.length > 0) documents.push({ start, end, parts });
    if (end === text.length) return { documents, order: following.order };
    const next = behindMark(text, end);
    if (next === undefined) return undefined;
    start = next;
  }
  return undefined;
}

function* cutDocument(text: string, start: number, rules: MergeRules): Steps<DocumentParts | undefined> {
  const end = endOfDocument(text, start);
  const slice = text.slice(start, end);
  const kept = known.get(rules) ?? new Lru<string, DocumentParts>(partsRoom);
  known.set(rules, kept);
  const before = kept.get(slice);
  if (before) return before;
  // The only one of a file is another in each version.
  const isOnly = slice.length === text.length;
  const parts = yield* documentOf(isOnly ? slice : ownText(slice), rules);
  if (parts && !isOnly) kept.set(parts.text, parts, weightOf(parts));
  return parts;
}

function weightOf({ text, units }: DocumentParts): SharedWeight {
  return new WeightOfUnits(units, 2 * text.length + sizeOf.document + units.length * sizeOf.unit);
}

function* documentOf(text: string, rules: MergeRules): Steps<DocumentParts | undefined> {
  const { units, followed } = (yield* unitsIn(text, rules)) ?? {};
  if (!units) return undefined;
  const keys = keysOf(units, followed);
  return units.length < 2 || keys.isOnce ? inParts(text, units, keys) : undefined;
}

function inParts(text: string, units: readonly Unit[], keys: OutermostKeys): DocumentParts {
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
    ...{ text, units, keys, count, size, letters },
    identity: identityOf(head),
    get names() {
      return (names ??= nameTexts(head));
    },
    get print() {
      return (print ??= keys.printOf(units));
    },
  };
}
