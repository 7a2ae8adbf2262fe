import type { Value } from '../objects';
import { isSecretPath } from '../secrets';
import { isMapValue } from '../read/identity';
import type { Entry, EntryId, FlatFile, MergeRules, Unparsable } from './contract';
import { entryId, keyOf } from './entryId';
import { matchesKey } from './ownedKeys';
import { type DocumentView, type KeyView, viewOf } from './view';
import { keepView } from './viewCache';

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
  const file: FlatFile = { kind: 'flat', text: view.text, documents, entries };
  for (const document of view.documents) {
    for (const { steps, value } of leavesOf(document.root)) {
      const key = keyOf(steps);
      const id = entryId(document.id, steps);
      const owned = matchesKey(rules.ownedKeys, key);
      entries.set(id, {
        id,
        document: document.id,
        key,
        value,
        owned,
        secret: isSecret(document, key, value),
        origin: file,
      });
    }
  }
  keepView(file, view, rules);
  return file;
}

export interface Leaf {
  /** `stepId`s from the tree's root. */
  readonly steps: readonly string[];
  readonly value: Value;
}

/** All leaves of a tree, in the order of the text. */
export function leavesOf(tree: KeyView, steps: readonly string[] = []): readonly Leaf[] {
  if (tree.kind === 'leaf') return [{ steps, value: tree.value }];
  return [...tree.children].flatMap(([id, child]) => leavesOf(child.tree, [...steps, id]));
}

function isSecret({ identity, root }: DocumentView, key: readonly string[], value: Value): boolean {
  if (isSecretPath(identity ?? looseIdentity(root), key) || holdsSecret(value)) return true;
  // In the items of a `List`, whose keys begin at the item.
  const [first, item, ...inner] = key;
  return first === 'items' && item !== undefined && /^kind=Secret,/.test(item) && isSecretPath(secret, inner);
}

const secret = { apiVersion: 'v1', kind: 'Secret' };

/** The kind of something that is not complete: a patch of a Secret holds secret data all the same. */
function looseIdentity(root: KeyView): typeof secret | undefined {
  const kind = root.kind === 'branch' ? root.children.get('.kind')?.tree : undefined;
  return kind?.kind === 'leaf' && typeof kind.value === 'string' ? { apiVersion: '', kind: kind.value } : undefined;
}

/** A Secret inside a list that is one value. */
function holdsSecret(value: Value): boolean {
  if (isMapValue(value)) return value['kind'] === 'Secret' || Object.values(value).some(holdsSecret);
  return Array.isArray(value) && value.some(holdsSecret);
}
