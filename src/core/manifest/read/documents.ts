import { Composer, type Document, LineCounter, Parser } from 'yaml';
import { isNestedTooDeeply } from '../../support/nesting';

/**
 * YAML to documents with positions. One library for everything, the `yaml` package, and not js-yaml's faster events:
 * it goes on after an error, keeps comments and exact ranges, and editing needs those; at 0.6 ms a document the scan of
 * a whole repository stays far below what git takes to list it (docs/benchmarks.md).
 */
export interface Documents {
  readonly text: string;
  readonly lines: LineCounter;
  readonly documents: readonly Document.Parsed[];
  /** Why the file, or its remainder, was not read. */
  readonly refused?: string;
}

export const maxFileSizeBytes = 10 * 1024 * 1024;
export const maxDocuments = 5_000;
const nestedTooDeeply = 'The file is nested too deeply and is not read.';

/** Never throws. A broken document keeps its errors; those after it are read. Scalars stay text: see `plainScalar`. */
export function parseDocuments(text: string): Documents {
  const lines = new LineCounter();
  const documents: Document.Parsed[] = [];
  const read = (refused?: string): Documents => ({ text, lines, documents, ...(refused ? { refused } : {}) });
  if (text.length > maxFileSizeBytes) {
    return read(`The file has more than ${maxFileSizeBytes / 1024 / 1024} MB and is not read.`);
  }
  if (isNestedTooDeeply(text)) return read(nestedTooDeeply);
  const parser = new Parser((offset) => lines.addNewLine(offset));
  const composer = new Composer({
    schema: 'failsafe',
    keepSourceTokens: true,
    uniqueKeys: false,
    merge: false,
    logLevel: 'silent',
  });
  try {
    for (const document of composer.compose(parser.parse(withKnownBreaks(text)), false, text.length)) {
      if (documents.length === maxDocuments) return read(`Only the first ${maxDocuments} documents are read.`);
      documents.push(document);
    }
  } catch (error) {
    // The parser descends by recursion and throws for this reason alone.
    if (!(error instanceof RangeError)) throw error;
    return read(nestedTooDeeply);
  }
  return read();
}

/** A return alone ends a line, too, as Kubernetes reads it (YAML 1.2, 5.4); the library knows it only before a line feed. */
function withKnownBreaks(text: string): string {
  return text.replace(/\r(?!\n)/g, '\n');
}
