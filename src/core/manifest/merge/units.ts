import { Lru, Room, type SharedWeight } from '../../support/lru';
import type { ValueMap } from '../objects';
import { tellsOfOthers } from '../secrecy/judge';
import type { EntryId, MergeRules } from './contract';
import { stepId } from './entryId';
import { headOf } from './head';
import { StepPrint } from './prints';
import { contentIn, type UnitContent } from './unitContent';
import type { UnitLeaves } from './unitLeaves';

/**
 * A part of a document that reads the same alone: one key of its outermost map, with what stands below it, or all of it.
 * What it says is read again where somebody asks for it, which is where versions differ.
 */
export interface Unit {
  readonly text: string;
  readonly rules: MergeRules;
  readonly shape: UnitContent['shape'];
  /** The `stepId`s of its outermost keys. */
  readonly steps: readonly string[];
  /** Of its value, what may tell which object the document is, or what it goes by. */
  readonly head: ValueMap | undefined;
  /** How many leaves it has. */
  readonly count: number;
  /** How many values it has, with those within others. */
  readonly size: number;
  /** What the names of its entries come to, without that of the document. */
  readonly letters: number;
  /** Whether it may decide what is hidden in the rest of its document (`tellsOfOthers`). */
  readonly tells: boolean;
  /** Whether any of its leaves does not belong to the environment. */
  readonly travels: boolean;
  /** For each of its outermost keys, what tells its travelling values from others. */
  readonly prints: readonly string[];
  /** How many of those that are kept hold it (`WeightOfUnits`). */
  holders: number;
}

/** What all files that were read together keep, and their parts, in bytes of memory (docs/benchmarks.md). */
export const partsRoom = new Room(112_000_000);
const known = new WeakMap<MergeRules, Lru<string, Unit>>();
const contents = new Lru<Unit, UnitContent>(partsRoom);
const sizeOf = { unit: 650, leaf: 600 };
/** Base, target and source are looked up in turn: what a part says has to stay until all three were read. */
const maxLeaves = 26_000;

/**
 * A unit by its text. Versions of a file have almost all of their units in common: each is read once.
 * @returns nothing where it has not the ordinary form, cannot be merged, or says more than is kept for each side of a merge
 */
export function unitOf(slice: string, rules: MergeRules): Unit | undefined {
  const units = known.get(rules) ?? new Lru<string, Unit>(partsRoom);
  known.set(rules, units);
  const kept = units.get(slice);
  if (kept) return kept;
  const text = ownText(slice);
  const content = contentIn(text, rules);
  if (!content || content.leaves.length > maxLeaves) return undefined;
  const unit = withoutContent(text, rules, content);
  units.set(text, unit, new WeightOfUnits([unit]));
  return unit;
}

/** The weight of what holds these units, and so much beside them: a unit stays as long as any of those that hold it. */
export class WeightOfUnits implements SharedWeight {
  constructor(
    private readonly units: readonly Unit[],
    private readonly beside = 0,
  ) {}

  enter(): number {
    return this.count(1, 1);
  }

  leave(): number {
    return this.count(-1, 0);
  }

  /** @param alone how many hold a unit that comes or goes */
  private count(by: 1 | -1, alone: number): number {
    let sum = this.beside;
    for (const unit of this.units) {
      unit.holders += by;
      if (unit.holders === alone) sum += 2 * unit.text.length + sizeOf.unit;
    }
    return sum;
  }
}

/** A slice holds the whole text that it was cut from. */
export function ownText(slice: string): string {
  const narrow = Buffer.from(slice, 'latin1').toString('latin1');
  return narrow === slice ? narrow : Buffer.from(slice, 'utf16le').toString('utf16le');
}

function withoutContent(text: string, rules: MergeRules, read: UnitContent & UnitLeaves): Unit {
  const { shape, leaves, size, letters, fields } = read;
  const prints = new Map<string, StepPrint>();
  for (const { owned, step, idEnd, text: said } of leaves) {
    if (owned) continue;
    const print = prints.get(step) ?? new StepPrint(step);
    prints.set(step, print);
    print.add(idEnd, said);
  }
  const keys = [...fields.keys()];
  return {
    ...{ text, rules, shape, size, letters },
    steps: keys.map((key) => stepId({ text: key, item: false })),
    tells: keys.some(tellsOfOthers),
    head: headOf(fields),
    count: leaves.length,
    travels: prints.size > 0,
    prints: [...prints.values()].map(({ text: print }) => print).sort(),
    holders: 0,
  };
}

/** What a unit says. */
export function contentOf(unit: Unit): UnitContent {
  const kept = contents.get(unit);
  if (kept) return kept;
  const { shape, leaves } = contentIn(unit.text, unit.rules) ?? {};
  if (!shape || !leaves) throw new RangeError('A part of a file that was read cannot be read again.');
  const content = { shape, leaves };
  contents.set(unit, content, unit.count * sizeOf.leaf);
  return content;
}

const named = new WeakMap<UnitContent, { readonly document: string; readonly ids: readonly EntryId[] }>();

/** The names of its entries. The same texts for the same document: they are compared and looked up fast. */
export function idsOf(unit: Unit, document: string): readonly EntryId[] {
  const content = contentOf(unit);
  const kept = named.get(content);
  if (kept?.document === document) return kept.ids;
  const idStart = `[${JSON.stringify(document)}`;
  const ids = content.leaves.map(({ idEnd }) => idStart + idEnd);
  named.set(content, { document, ids });
  return ids;
}

const places = new WeakMap<UnitContent, ReadonlyMap<string, number>>();

/** Where among its leaves one stands. */
export function placeIn(unit: Unit, idEnd: string): number | undefined {
  const content = contentOf(unit);
  const kept = places.get(content) ?? new Map(content.leaves.map((leaf, at) => [leaf.idEnd, at]));
  places.set(content, kept);
  return kept.get(idEnd);
}
