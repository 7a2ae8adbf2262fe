import { readQuickly } from '../read/quick/readQuickly';
import { hiddenIn } from '../secrecy/judge';
import { holdsHidden } from '../secrecy/values';
import type { EntryId, MergeRules } from './contract';
import { joined } from './cut';
import { entryId } from './entryId';
import { leavesOf } from './leaves';
import type { PartedDocument } from './documentParts';
import { type DocumentView, viewOf } from './view';

const known = new WeakMap<PartedDocument, ReadonlySet<EntryId> | undefined>();

/**
 * The entries of a document that hold what may not be shown, of those that are looked at: decided by all of the document
 * that tells of them.
 * @returns nothing where it cannot be decided
 */
export function secretsOfDocument(document: PartedDocument, rules: MergeRules): ReadonlySet<EntryId> | undefined {
  if (known.has(document)) return known.get(document);
  const text = judgedText(document);
  const secrets = isOpen(text) ? new Set<EntryId>() : secretsInView(text, document.id, rules);
  known.set(document, secrets);
  return secrets;
}

function judgedText({ parts, units }: PartedDocument): string {
  const lookedAt = new Set(units);
  const judged = parts.units.filter((unit) => unit.tells || lookedAt.has(unit));
  const isFlow = judged.length > 1 && judged[0]?.shape === 'flow map';
  return joined(
    judged.map(({ text }) => text),
    isFlow ? 'flow map' : 'block map',
  );
}

/** Whether nothing in the text is hidden: most documents are so, and their keys need not be looked through. */
function isOpen(text: string): boolean {
  const [document, ...more] = readQuickly(text) ?? [];
  const root = more.length === 0 ? document?.root : undefined;
  return root ? hiddenIn(root).size === 0 : false;
}

function secretsInView(text: string, id: string, rules: MergeRules): ReadonlySet<EntryId> | undefined {
  const view = viewOf(text, rules);
  const [document, ...more] = view.kind === 'view' ? view.documents : [];
  return document && more.length === 0 ? secretsIn({ ...document, id }) : undefined;
}

export function secretsIn({ id, root }: Pick<DocumentView, 'id' | 'root'>): ReadonlySet<EntryId> {
  const hidden = hiddenIn(root.node);
  if (hidden.size === 0) return new Set();
  const secret = leavesOf(root).filter(({ node }) => holdsHidden(node, hidden));
  return new Set(secret.map(({ steps }) => entryId(id, steps)));
}
