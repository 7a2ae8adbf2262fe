import type { Change, Edited, Entries, FlatFile, KeyConflict, MergeRules, Unparsable } from './contract';
import { says, valueIn } from './edit/valueIn';
import { CannotEdit } from './edit/text';
import { syncFile } from './edit/syncFile';
import { type Forest, growForest, type KeyTree } from './keyTree';
import { withChanges } from './mergeKeys';
import { placesOf, surroundingsOf } from './surroundings';
import { setInParts } from './setInParts';
import type { FileView } from './view';
import { recentView } from './viewCache';

/**
 * Edits the target's text so that exactly the given keys change; every line of other keys stays byte for byte. New keys
 * take the lines of the file that they come from, with their comments. `text: null` where no key is left.
 *
 * The result is read again and compared with what was intended. What cannot be written so (a key behind an anchor that
 * others share, a form that is not edited) is refused with the reason.
 */
export function applyChanges(target: FlatFile, changes: readonly Change[], rules: MergeRules): Edited {
  const text = setInParts(target, changes, rules, applyToWhole);
  return text === undefined ? applyToWhole(target, changes, rules) : { kind: 'edited', text };
}

/** As `applyChanges`, with the text as a whole before it. */
export function applyToWhole(target: FlatFile, changes: readonly Change[], rules: MergeRules): Edited {
  const intended = withChanges(target.entries, changes);
  const forest = growForest(intended.values());
  if (forest.conflicts.length > 0) return { kind: 'refused', conflicts: forest.conflicts };
  if (intended.size === 0) return { kind: 'edited', text: null };
  try {
    const text = write(target, changes, rules);
    return saysAll(readable(recentView(text, rules)), forest)
      ? { kind: 'edited', text }
      : refused('The keys cannot be changed one by one here: the text shares them by anchors, or has an unusual form.');
  } catch (error) {
    if (error instanceof CannotEdit) return refused(error.message);
    throw error;
  }
}

function refused(reason: string): Edited {
  const conflict: KeyConflict = { reason };
  return { kind: 'refused', conflicts: [conflict] };
}

/** One file after the other gives what comes from it; what goes away goes with the first. */
function write(target: FlatFile, changes: readonly Change[], rules: MergeRules): string {
  const origins = new Set(changes.flatMap(({ kind, entry }) => (kind === 'set' ? [entry.origin] : [])));
  const removals = changes.filter(({ kind }) => kind === 'remove');
  let intended: Entries = withChanges(target.entries, removals);
  let view = readable(recentView(target.text, rules));
  if (origins.size === 0) return syncFile(view, growForest(intended.values()).documents, undefined);
  for (const origin of origins) {
    const kept = intended;
    intended = withChanges(
      intended,
      changes.filter(({ kind, entry }) => kind === 'set' && entry.origin === origin),
    );
    const source = onlyWanted(origin, intended, kept, rules);
    const text = syncFile(view, growForest(intended.values()).documents, source);
    if (origins.size === 1) return text;
    view = readable(recentView(text, rules));
  }
  return view.text;
}

/** @throws CannotEdit */
function readable(view: FileView | Unparsable): FileView {
  if (view.kind === 'unparsable') throw new CannotEdit(view.reason);
  return view;
}

/**
 * The origin's text without the keys that would come along with others though nobody asked for them: those in a map, an
 * item or a document that is new to the target.
 */
function onlyWanted(origin: FlatFile, intended: Entries, kept: Entries, rules: MergeRules): FileView {
  // Around a key that was there before, nothing is new.
  const fresh = [...origin.entries.values()].filter(({ id }) => !kept.has(id) && intended.get(id)?.origin !== origin);
  if (fresh.length === 0) return readable(recentView(origin.text, rules));
  const [before, after] = [placesOf(kept.values()), placesOf(intended.values())];
  const unwanted = fresh.filter((entry) => {
    const firstNew = surroundingsOf(entry).find(({ id }) => !before.has(id));
    return firstNew !== undefined && after.has(firstNew.id);
  });
  if (unwanted.length === 0) return readable(recentView(origin.text, rules));
  const removals = unwanted.map((entry): Change => ({ kind: 'remove', entry }));
  const edited = applyChanges(origin, removals, rules);
  if (edited.kind === 'refused') throw new CannotEdit(edited.conflicts[0]?.reason ?? '');
  return readable(recentView(edited.text ?? '', rules));
}

function saysAll({ documents }: FileView, forest: Forest): boolean {
  const wanted: ReadonlyMap<string, KeyTree> = forest.documents;
  return (
    documents.length === wanted.size &&
    documents.every(({ id, root }) => {
      const want = wanted.get(id);
      return want !== undefined && says(valueIn(root), want);
    })
  );
}
