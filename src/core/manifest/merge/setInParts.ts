import { sameValue } from '../sameValue';
import type { Change, Edited, Entry, EntryId, FlatFile, MergeRules } from './contract';
import { startOfContent } from './cut';
import { applyEdits, type TextEdit } from './edit/text';
import { flatten } from './flatten';
import type { PartedDocument } from './documentParts';
import { lookupIn, partsIn } from './parts';
import { contentOf, idsOf, type Unit } from './units';

type Apply = (target: FlatFile, changes: readonly Change[], rules: MergeRules) => Edited;

/** One part of the target, with the same part of the file that values come from. */
interface Pair {
  readonly document: PartedDocument;
  readonly unit: Unit;
  readonly start: number;
  readonly ours: string;
  readonly theirs: string;
  readonly origin: FlatFile;
  readonly entries: Entry[];
}

/**
 * Gives keys that the target has other values, each in its own part of the text: the work goes with what changes, and
 * not with the file.
 * @returns nothing where that is not all there is to do, or the parts do not come to what was asked for
 */
export function setInParts(
  target: FlatFile,
  changes: readonly Change[],
  rules: MergeRules,
  apply: Apply,
): string | undefined {
  const pairs = pairsOf(target, changes);
  if (!pairs) return undefined;
  const edits: TextEdit[] = [];
  for (const pair of pairs) {
    const text = editedPart(pair, rules, apply);
    if (text === undefined) return undefined;
    edits.push({ start: pair.start, end: pair.start + pair.ours.length, text });
  }
  const text = applyEdits(target.text, edits);
  return isOnlyThere(target, text, pairs, rules) ? text : undefined;
}

function pairsOf(target: FlatFile, changes: readonly Change[]): readonly Pair[] | undefined {
  const slices = new Slices();
  const pairs = new Map<Unit, Pair>();
  for (const { kind, entry } of changes) {
    if (kind === 'remove') return undefined;
    const [ours, theirs] = [slices.at(target, entry.id), slices.at(entry.origin, entry.id)];
    if (!ours || !theirs) return undefined;
    const { document, unit, start, text } = ours;
    const pair = pairs.get(unit) ?? {
      ...{ document, unit, start, ours: text },
      ...{ theirs: theirs.text, origin: entry.origin, entries: [] },
    };
    // The same text may stand in several documents, and values may come from several files.
    if (pair.document !== document || pair.origin !== entry.origin) return undefined;
    pair.entries.push(entry);
    pairs.set(unit, pair);
  }
  return [...pairs.values()];
}

interface Slice {
  readonly document: PartedDocument;
  readonly unit: Unit;
  readonly start: number;
  readonly text: string;
}

/** The parts of files as they stand in the text. */
class Slices {
  private readonly files = new Map<FlatFile, ((id: EntryId) => Slice | undefined) | undefined>();

  at(file: FlatFile, id: EntryId): Slice | undefined {
    if (!this.files.has(file)) this.files.set(file, slicesOf(file));
    return this.files.get(file)?.(id);
  }
}

function slicesOf(file: FlatFile): ((id: EntryId) => Slice | undefined) | undefined {
  const lookup = lookupIn(file);
  if (!lookup) return undefined;
  const places = new Map<PartedDocument, ReadonlyMap<Unit, number>>();
  return (id) => {
    const { document, unit } = lookup.find(id) ?? {};
    if (!document || !unit) return undefined;
    const inDocument = places.get(document) ?? startsIn(file.text, document);
    places.set(document, inDocument);
    const start = inDocument.get(unit);
    return start === undefined ? undefined : { document, unit, start, text: unit.text };
  };
}

/** Where in the file the parts of a document stand; empty where they are not as they stand there. */
function startsIn(text: string, { start, end, parts }: PartedDocument): ReadonlyMap<Unit, number> {
  const starts = new Map<Unit, number>();
  let at = start + startOfContent(parts.text);
  for (const unit of parts.units) {
    if (!text.startsWith(unit.text, at)) return new Map();
    starts.set(unit, at);
    at += unit.text.length;
  }
  return at === end ? starts : new Map();
}

/** The part, as a text of its own, with its new values. */
function editedPart(pair: Pair, rules: MergeRules, apply: Apply): string | undefined {
  const [ours, theirs] = [flatten(pair.ours, rules), flatten(pair.theirs, rules)];
  if (ours.kind === 'unparsable' || theirs.kind === 'unparsable') return undefined;
  const [alone, other] = [ours.documents, theirs.documents];
  const name = alone[0]?.id;
  if (name === undefined || alone.length !== 1 || other.length !== 1 || other[0]?.id !== name) return undefined;
  const changes: Change[] = [];
  for (const { id, value } of pair.entries) {
    const entry = theirs.entries.get(renamed(id, pair.document.id, name));
    if (!entry || !sameValue(entry.value, value)) return undefined;
    changes.push({ kind: 'set', entry });
  }
  const edited = apply(ours, changes, rules);
  return edited.kind === 'edited' && edited.text !== null ? edited.text : undefined;
}

function renamed(id: EntryId, document: string, name: string): EntryId {
  return `[${JSON.stringify(name)}${id.slice(1 + JSON.stringify(document).length)}`;
}

/** Whether the text has the same parts as before, but for those that were edited, and these say what they are to say. */
function isOnlyThere(target: FlatFile, text: string, pairs: readonly Pair[], rules: MergeRules): boolean {
  const edited = flatten(text, rules);
  const [before, after] = [partsIn(target), edited.kind === 'flat' ? partsIn(edited) : undefined];
  if (!before || !after || after.length !== before.length) return false;
  const wanted = new Map(pairs.map((pair) => [pair.unit, pair]));
  return before.every(({ id, units }, index) => {
    const now = after[index];
    if (now?.id !== id || now.units.length !== units.length) return false;
    return units.every((unit, place) => now.units[place] === unit || says(now.units[place], wanted.get(unit), id));
  });
}

function says(unit: Unit | undefined, pair: Pair | undefined, document: string): boolean {
  if (!unit || pair?.document.id !== document) return false;
  const values = new Map(idsOf(pair.unit, document).map((id, at) => [id, contentOf(pair.unit).leaves[at]?.value]));
  for (const { id, value } of pair.entries) values.set(id, value);
  const ids = idsOf(unit, document);
  return (
    ids.length === values.size &&
    ids.every((id, at) => {
      const [is, wanted] = [contentOf(unit).leaves[at]?.value, values.get(id)];
      return is !== undefined && wanted !== undefined && sameValue(is, wanted);
    })
  );
}
