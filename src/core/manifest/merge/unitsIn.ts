import * as is from '../read/quick/characters';
import type { Steps } from '../../support/turns';
import type { MergeRules } from './contract';
import { beginsPart, cut, endOfPart, startOfContent } from './cut';
import { Following, type Places } from './following';
import { type Unit, unitOf } from './units';

interface UnitsOfDocument {
  /** In the order of the text. */
  readonly units: readonly Unit[];
  /** Those of a version that has much in common with it; empty where none is known. Absent where none was looked for. */
  readonly followed?: readonly Unit[];
}

/** Where a document is shorter, remembering costs what cutting does. */
const shortestFollowed = 5_000;
/** So many parts are read without a rest. */
const betweenRests = 64;
const places: Places<Unit> = new WeakMap();

/**
 * The parts of a document.
 * @returns nothing where it has to be read as a whole
 */
export function* unitsIn(text: string, rules: MergeRules): Steps<UnitsOfDocument | undefined> {
  const start = startOfContent(text);
  const isBlockMap = beginsPart(text, start) && text.charCodeAt(start) !== is.openMap;
  return isBlockMap && text.length >= shortestFollowed
    ? yield* unitsAlong(text, start, rules)
    : yield* unitsOf(text, rules);
}

/** Of a block map, by a version of it. */
function* unitsAlong(text: string, start: number, rules: MergeRules): Steps<UnitsOfDocument | undefined> {
  // What was last in another version may have no newline: then it is a part only where it is last here, too.
  const isPart = (_: number, end: number) =>
    end === text.length || (text.charCodeAt(end - 1) === is.newline && beginsPart(text, end));
  const following = new Following(text, places, isPart);
  for (let at = start; at < text.length; at += following.order.at(-1)?.text.length ?? text.length) {
    if (following.order.length % betweenRests === 0) yield;
    if (following.next(at)) continue;
    const unit = unitOf(text.slice(at, endOfPart(text, at)), rules);
    if (!unit) return undefined;
    following.add(unit);
  }
  const { order: units, followed } = following;
  return units.length > 1 && units.some(({ shape }) => shape !== 'block map') ? undefined : { units, followed };
}

function* unitsOf(text: string, rules: MergeRules): Steps<UnitsOfDocument | undefined> {
  const { slices, shape } = cut(text) ?? {};
  if (!slices) return undefined;
  const units: Unit[] = [];
  for (const slice of slices) {
    if (units.length % betweenRests === betweenRests - 1) yield;
    const unit = unitOf(slice, rules);
    if (!unit || (slices.length > 1 && unit.shape !== shape)) return undefined;
    units.push(unit);
  }
  return { units };
}
