import type { Document } from 'yaml';
import { isNestedTooDeeply } from '../../support/nesting';
import { compose } from './compose';
import { maxDocuments, maxFileSizeBytes, parseDocuments } from './documents';
import type { YamlNode } from './nodes';
import { readQuickly } from './quick/readQuickly';

/** A document of a file, from its `---` (or the file's beginning) to the next one's. */
export interface RootDocument {
  readonly start: number;
  readonly end: number;
  /**
   * The tree, null where nothing stands there.
   * @throws UnreadableDocument as `compose` does, and for the first error in the document
   */
  readonly root: () => YamlNode | null;
}

/** The trees of a file, without what only an editor needs; or why the file was not read. */
export type Roots = { readonly documents: readonly RootDocument[] } | { readonly refused: string };

/** The same as the library says, and many times as fast where the file has the ordinary form. */
export function rootsOf(text: string): Roots {
  const quick = text.length > maxFileSizeBytes ? undefined : readQuickly(text);
  if (quick && quick.length <= maxDocuments && !isNestedTooDeeply(text)) {
    const endOf = (index: number) => quick[index + 1]?.start ?? text.length;
    return { documents: quick.map(({ start, root }, index) => ({ start, end: endOf(index), root: () => root })) };
  }
  const { documents, refused } = parseDocuments(text);
  if (refused !== undefined) return { refused };
  const startOf = (index: number) => (index === 0 ? 0 : documents[index]?.range[0]);
  return {
    documents: documents.map((document, index) => ({
      start: startOf(index) ?? 0,
      end: startOf(index + 1) ?? text.length,
      root: () => composed(document),
    })),
  };
}

function composed(document: Document.Parsed): YamlNode | null {
  const [error] = document.errors;
  if (error) throw new BrokenDocument(error.message);
  return compose(document);
}

/** The library found an error. */
export class BrokenDocument extends Error {}
