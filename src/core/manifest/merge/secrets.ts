import { readQuickly } from '../read/quick/readQuickly';
import { hiddenIn } from '../secrecy/judge';
import { holdsHidden } from '../secrecy/values';
import { cut } from './cut';
import type { EntryId, FlatFile, MergeRules } from './contract';
import { entryId } from './entryId';
import { leavesOf } from './leaves';
import type { DocumentView } from './view';
import { recentView } from './viewCache';

const known = new WeakMap<FlatFile, Map<number, ReadonlySet<EntryId> | undefined>>();

/**
 * The entries of a document that hold what may not be shown: decided by the document as a whole, never by a part.
 * @param index of the document
 * @returns nothing where it cannot be decided
 */
export function secretsOfDocument(file: FlatFile, index: number, rules: MergeRules): ReadonlySet<EntryId> | undefined {
  const found = known.get(file) ?? new Map<number, ReadonlySet<EntryId> | undefined>();
  known.set(file, found);
  if (found.has(index)) return found.get(index);
  const secrets = isOpen(file, index) ? new Set<EntryId>() : secretsInView(file, index, rules);
  found.set(index, secrets);
  return secrets;
}

/** Whether nothing in the document is hidden: most documents are so, and their keys need not be looked through. */
function isOpen({ text }: FlatFile, index: number): boolean {
  const own = cut(text)?.filter(({ slices }) => slices.length > 0)[index];
  const [document, ...more] = (own?.starts && readQuickly(own.slices.join(''))) ?? [];
  const root = more.length === 0 ? document?.root : undefined;
  return root ? hiddenIn(root).size === 0 : false;
}

function secretsInView(file: FlatFile, index: number, rules: MergeRules): ReadonlySet<EntryId> | undefined {
  const view = recentView(file.text, rules);
  const document = view.kind === 'view' ? view.documents[index] : undefined;
  return document && secretsIn(document);
}

export function secretsIn({ id, root }: DocumentView): ReadonlySet<EntryId> {
  const hidden = hiddenIn(root.node);
  if (hidden.size === 0) return new Set();
  const secret = leavesOf(root).filter(({ node }) => holdsHidden(node, hidden));
  return new Set(secret.map(({ steps }) => entryId(id, steps)));
}
