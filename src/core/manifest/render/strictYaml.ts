import type { Path, Value } from '../objects';
import { compose, UnreadableDocument } from '../read/compose';
import { parseDocuments } from '../read/documents';
import { locateIn } from '../read/locate';
import type { Reader } from '../read/scalar';
import { valueOf } from '../read/value';
import { Refusal } from './refusal';

/** A document that means one thing, whoever reads it. */
export interface StrictDocument {
  readonly value: Value;
  /** The line of a path, or of its nearest ancestor that is there; from 1. */
  line(path: Path): number;
}

/**
 * The documents of a file that decides what a renderer does. Aliases, merges, flow style and JSON are read as they are
 * meant; what is broken, or may be read in two ways (a key that stands twice), is refused, since a renderer could read it
 * in the other one. Documents with nothing in them are left out.
 * @throws Refusal
 */
export function readStrictly(file: string, text: string, reader: Reader): readonly StrictDocument[] {
  const { documents, lines, refused } = parseDocuments(text);
  const lineAt = (offset: number): number => Math.max(lines.linePos(offset).line, 1);
  const refuse = (offset: number, why: string): never => {
    throw new Refusal('failed', `${file}:${lineAt(offset)} cannot be read: ${why}`);
  };
  if (refused !== undefined) refuse(0, refused);
  return documents.flatMap((document) => {
    const [error] = document.errors;
    // The library's words quote the text, which may hold anything.
    if (error) return refuse(error.pos[0], `its syntax is broken (${error.code}).`);
    const [start, , end] = document.range;
    try {
      const root = compose(document);
      if (!root) return [];
      const value = valueOf(root, reader, (code, at) => refuse(at.start, problemWords[code]));
      return [{ value, line: (path) => lineAt(locateIn(root, { start, end }, path, reader).start) }];
    } catch (error) {
      if (error instanceof UnreadableDocument) return refuse(error.offset, 'an alias leads nowhere, or into itself.');
      if (error instanceof RangeError) return refuse(start, 'aliases multiply beyond what is read.');
      throw error;
    }
  });
}

const problemWords = {
  duplicateKey: 'a key stands twice.',
  unsupported: 'a key, a merge or a scalar here is none that Kubernetes takes.',
};

/** One that is there, and alone. @throws Refusal */
export function readOneStrictly(file: string, text: string, reader: Reader): StrictDocument | undefined {
  const [document, second] = readStrictly(file, text, reader);
  if (second) throw new Refusal('failed', `${file}:${second.line([])} is a second document, which no renderer reads.`);
  return document;
}
