import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseAllDocuments,
  visit,
  type Document,
  type Node,
  type YAMLMap,
} from 'yaml';
import { isSecretPath } from './secrets';

const mask = '***';
const mayHoldSecrets = /\bSecret\b|secretGenerator/;

/**
 * The text with every value of a Secret replaced by `***`, for whatever is shown or stored. Keys, comments and all other
 * lines stay. A text that names a Secret and cannot be read is not shown at all.
 */
export function maskSecrets(text: string): string {
  if (!mayHoldSecrets.test(text)) return text;
  const documents = parseAllDocuments(text, { merge: true });
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) {
    return '# This file names a Secret and cannot be read, so it is not shown.\n';
  }
  const spans = documents.flatMap((document) =>
    objectsOf(document.contents).flatMap((object) => secretSpans(document, object)),
  );
  return [...spans]
    .sort((a, b) => b.start - a.start)
    .reduce((masked, { start, end }) => masked.slice(0, start) + mask + masked.slice(end), text);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** A document's object, or the items of a `List`. */
function objectsOf(root: Node | null): readonly YAMLMap[] {
  if (!isMap(root)) return [];
  const items = root.get('items');
  const isList = typeof root.get('kind') === 'string' && String(root.get('kind')).endsWith('List');
  return isList && isSeq(items) ? items.items.filter(isMap) : [root];
}

function secretSpans(document: Document.Parsed, object: YAMLMap): readonly Span[] {
  const kind = object.get('kind');
  const identity = typeof kind === 'string' ? { apiVersion: String(object.get('apiVersion')), kind } : undefined;
  const spans = new Map<number, Span>();
  for (const pair of object.items) {
    if (!isScalar(pair.key)) continue;
    const first = String(pair.key.value);
    visit(pair.value as Node | null, {
      Node: (position, node, ancestors) => {
        if (position === 'key' || (!isScalar(node) && !isAlias(node))) return;
        if (!isSecretPath(identity, [first, ...keysTo(ancestors)])) return;
        const value = isAlias(node) ? node.resolve(document) : node;
        const range = value?.range;
        if (range) spans.set(range[0], { start: range[0], end: range[1] });
      },
    });
  }
  return [...spans.values()];
}

/** The keys on the way to a value. */
function keysTo(ancestors: readonly unknown[]): readonly string[] {
  return ancestors.flatMap((ancestor) =>
    isPair(ancestor) && isScalar(ancestor.key) ? [String(ancestor.key.value)] : [],
  );
}
