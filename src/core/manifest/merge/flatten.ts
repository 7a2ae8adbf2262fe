import type { Value } from '../objects';
import type { YamlNode } from '../read/nodes';
import { hiddenIn } from '../secrecy/judge';
import { holdsHidden } from '../secrecy/values';
import type { Entry, EntryId, FlatFile, MergeRules, Unparsable } from './contract';
import { entryId, keyOf } from './entryId';
import { matchesKey } from './ownedKeys';
import { type KeyView, viewOf } from './view';
import { keepView } from './viewCache';

/** What the keys of a file come to, each written out from the root: what lies deep or below long names is many times its file. */
const maxKeyLetters = 40_000_000;

/** Reads a file into its keys. A file that is absent (null) or empty has none. Pure: cache it by blob and rules. */
export function flatten(text: string | null, rules: MergeRules): FlatFile | Unparsable {
  const view = viewOf(text ?? '', rules);
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
    const hidden = hiddenIn(document.root.node);
    for (const { steps, value, node } of eachLeaf(document.root, [])) {
      const key = keyOf(steps);
      const id = entryId(document.id, steps);
      letters += id.length;
      if (letters > maxKeyLetters) return { kind: 'unparsable', reason: tooMany };
      const owned = matchesKey(rules.ownedKeys, key);
      entries.set(id, {
        id,
        document: document.id,
        key,
        value,
        owned,
        secret: holdsHidden(node, hidden),
        origin: file,
      });
    }
  }
  keepView(file, view, rules);
  return file;
}

const tooMany = `Its keys, each with all that it lies below, come to more than ${maxKeyLetters} letters: that is not read.`;

export interface Leaf {
  /** `stepId`s from the tree's root. */
  readonly steps: readonly string[];
  readonly value: Value;
  readonly node: YamlNode | null;
}

/** All leaves of a tree, in the order of the text. */
export function leavesOf(tree: KeyView): readonly Leaf[] {
  return [...eachLeaf(tree, [])];
}

function* eachLeaf(tree: KeyView, steps: readonly string[]): Generator<Leaf> {
  if (tree.kind === 'leaf') yield { steps, value: tree.value, node: tree.node };
  else for (const [id, child] of tree.children) yield* eachLeaf(child.tree, [...steps, id]);
}
