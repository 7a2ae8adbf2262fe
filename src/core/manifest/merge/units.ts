import { maxDocuments } from '../read/documents';
import { Lru, Room } from '../../support/lru';
import type { Value } from '../objects';
import { isMapValue } from '../read/identity';
import type { YamlNode } from '../read/nodes';
import { readQuickly } from '../read/quick/readQuickly';
import { isTemplated } from '../read/templated';
import { maxValues, valueOf } from '../read/value';
import { comparable } from './comparable';
import type { EntryId, KeyPath, MergeRules } from './contract';
import { keyOf, partsOf, stepId } from './entryId';
import { keyPatterns, matchesKey } from './ownedKeys';
import { cut } from './cut';
import { eachLeaf, maxKeyLetters } from './leaves';
import { groupPrint, lineOf, linesPrint } from './prints';
import { keyView } from './view';

/** A part of a document that reads the same alone: one key of its outermost map, with what stands below it, or all of it. */
export interface Unit {
  readonly shape: 'block map' | 'flow map' | 'other';
  readonly value: Value;
  /** The `stepId`s of its outermost keys. */
  readonly steps: readonly string[];
  readonly leaves: readonly UnitLeaf[];
  /** How many values it has, with those within others. */
  readonly size: number;
  /** What the names of its entries come to, without that of the document. */
  readonly letters: number;
}

export interface UnitLeaf {
  readonly key: KeyPath;
  readonly value: Value;
  /** The value as `comparable` says it. */
  readonly text: string;
  readonly owned: boolean;
  /** What follows the document in the name of the entry. */
  readonly idEnd: string;
}

const named = new WeakMap<Unit, { readonly document: string; readonly ids: readonly EntryId[] }>();

/** The names of its entries. The same texts for the same document: they are compared and looked up fast. */
export function idsOf(unit: Unit, document: string): readonly EntryId[] {
  const kept = named.get(unit);
  if (kept?.document === document) return kept.ids;
  const idStart = `[${JSON.stringify(document)}`;
  const ids = unit.leaves.map(({ idEnd }) => idStart + idEnd);
  named.set(unit, { document, ids });
  return ids;
}

const places = new WeakMap<Unit, ReadonlyMap<string, number>>();

/** Where among its leaves one stands. */
export function placeIn(unit: Unit, idEnd: string): number | undefined {
  const kept = places.get(unit) ?? new Map(unit.leaves.map((leaf, at) => [leaf.idEnd, at]));
  places.set(unit, kept);
  return kept.get(idEnd);
}

const printed = new WeakMap<Unit, readonly (readonly [step: string, print: string])[]>();

/** By outermost key, what tells its travelling values from others. */
function stepPrints(unit: Unit): readonly (readonly [step: string, print: string])[] {
  const kept = printed.get(unit);
  if (kept) return kept;
  const lines = new Map<string, string[]>();
  for (const { owned, idEnd, text } of unit.leaves) {
    if (owned) continue;
    const [step = ''] = partsOf(`[""${idEnd}`).steps;
    const group = lines.get(step) ?? [];
    lines.set(step, group);
    group.push(lineOf(idEnd, text));
  }
  const prints = [...lines].map(([step, all]) => [step, linesPrint(all)] as const);
  printed.set(unit, prints);
  return prints;
}

const groups = new WeakMap<Unit, { readonly document: string; readonly prints: readonly string[] }>();

/** What tells its travelling values in that document from others, for each of its outermost keys. */
export function printsOf(unit: Unit, document: string): readonly string[] {
  const kept = groups.get(unit);
  if (kept?.document === document) return kept.prints;
  const prints = stepPrints(unit).map(([step, print]) => groupPrint(document, step, print));
  groups.set(unit, { document, prints });
  return prints;
}

/** What all files together keep of their units, in bytes of memory. */
const room = new Room(64_000_000);
const known = new WeakMap<MergeRules, Lru<string, Unit>>();
const leafSize = 600;

/**
 * A unit by its text. Versions of a file have almost all of their units in common: each is read once.
 * @returns nothing where it has not the ordinary form, or cannot be merged
 */
export function unitOf(slice: string, rules: MergeRules): Unit | undefined {
  const units = known.get(rules) ?? new Lru<string, Unit>(room);
  known.set(rules, units);
  const kept = units.get(slice);
  if (kept) return kept;
  const text = ownText(slice);
  const unit = readUnit(text, rules);
  if (unit) units.set(text, unit, 2 * text.length + unit.leaves.length * leafSize);
  return unit;
}

/** A slice holds the whole text that it was cut from. */
function ownText(slice: string): string {
  return Buffer.from(slice, 'utf16le').toString('utf16le');
}

function readUnit(text: string, rules: MergeRules): Unit | undefined {
  const documents = readQuickly(text);
  const root = documents?.length === 1 ? documents[0]?.root : undefined;
  if (!root || isTemplated(root)) return undefined;
  const problems: string[] = [];
  const value = valueOf(root, 'kubectl', (code) => code === 'unsupported' && problems.push(code));
  if (problems.length > 0) return undefined;
  const tree = keyView(root, value, '', keyPatterns(rules.ownedKeys));
  const leaves: UnitLeaf[] = [];
  let letters = 0;
  for (const { steps, value: leaf } of eachLeaf(tree, [])) {
    const key = keyOf(steps);
    const idEnd = `${steps.map((step) => `,${JSON.stringify(step)}`).join('')}]`;
    letters += idEnd.length;
    if (letters > maxKeyLetters) return undefined;
    leaves.push({ key, value: leaf, text: comparable(leaf), owned: matchesKey(rules.ownedKeys, key), idEnd });
  }
  const steps = isMapValue(value) ? Object.keys(value).map((text) => stepId({ text, item: false })) : [];
  return { shape: shapeOf(root), value, steps, leaves, size: sizeOf(value), letters };
}

function shapeOf(root: YamlNode): Unit['shape'] {
  if (root.kind !== 'map') return 'other';
  return root.flow ? 'flow map' : 'block map';
}

function sizeOf(value: Value): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value as Readonly<Record<string, Value>>).reduce<number>((sum, inner) => sum + sizeOf(inner), 1);
}

/**
 * The units of each document, in the order of the text.
 * @returns nothing where the text has to be read as a whole
 */
export function unitsOf(text: string, rules: MergeRules): readonly (readonly Unit[])[] | undefined {
  const documents = cut(text);
  if (!documents || documents.length > maxDocuments) return undefined;
  let size = 0;
  const read: (readonly Unit[])[] = [];
  for (const { slices, shape } of documents) {
    const units: Unit[] = [];
    for (const slice of slices) {
      const unit = unitOf(slice, rules);
      if (!unit) return undefined;
      size += unit.size;
      units.push(unit);
    }
    if (units.length > 1 && !isOneMap(units, shape)) return undefined;
    if (units.length > 0) read.push(units);
  }
  return size > maxValues ? undefined : read;
}

/** Each has keys of the same map, which stand there once. */
function isOneMap(units: readonly Unit[], shape: Unit['shape']): boolean {
  const keys = units.flatMap(({ steps }) => steps);
  return units.every((unit) => unit.shape === shape) && new Set(keys).size === keys.length;
}
