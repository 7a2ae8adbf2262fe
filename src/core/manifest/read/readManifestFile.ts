import type { Document, LineCounter } from 'yaml';
import type { ManifestFile, ManifestObject, ManifestProblem, ObjectIdentity, Value, ProblemCode } from '../objects';
import { compose, UnreadableDocument } from './compose';
import { type Documents, parseDocuments } from './documents';
import { fieldsOf, TooMuchShared } from './fields';
import { isMapValue, kindOf } from './identity';
import { locateIn, spanOf } from './locate';
import { resolved, type YamlNode } from './nodes';
import type { Reader } from './scalar';
import { isTemplated, looksTemplated } from './templated';
import { valueOf } from './value';

export interface ReadOptions {
  /** Whose rules apply; default `kubectl`. */
  readonly reader?: Reader;
}

/** Of one document: what follows the first errors is mostly their echo. */
const maxErrorsShown = 20;

interface Reading {
  readonly file: string;
  readonly reader: Reader;
  readonly parsed: Documents;
  readonly problemAt: ProblemAt;
}

interface Read {
  readonly objects: readonly ManifestObject[];
  readonly problems: readonly ManifestProblem[];
}

/**
 * Reads a file of YAML or JSON as Kubernetes would: all documents, `List`s taken apart, anchors and merges followed.
 * Never throws: what cannot be read is a problem with its place, and the other documents are read all the same.
 * A file with a template that is not rendered has no objects.
 */
export function readManifestFile(file: string, text: string, { reader = 'kubectl' }: ReadOptions = {}): ManifestFile {
  const parsed = parseDocuments(text);
  const problemAt = problemsIn(file, parsed.lines);
  const reading: Reading = { file, reader, parsed, problemAt };
  const read = parsed.documents.map((document) => readDocument(reading, document));
  const templated = read.flatMap(({ problems }) => problems).find(({ code }) => code === 'templated');
  if (templated) return { file, objects: [], problems: [templated] };
  const refused = parsed.refused === undefined ? [] : [problemAt('tooLarge', 0, parsed.refused)];
  return {
    file,
    objects: read.flatMap(({ objects }) => objects),
    problems: [...read.flatMap(({ problems }) => problems), ...refused],
  };
}

function readDocument(reading: Reading, document: Document.Parsed): Read {
  const { problemAt, parsed } = reading;
  const [start, , end] = document.range;
  if (document.errors.length > 0) {
    if (looksTemplated(parsed.text.slice(start, end))) return { objects: [], problems: [templated(reading, start)] };
    const shown = document.errors.slice(0, maxErrorsShown);
    return { objects: [], problems: shown.map(({ pos, message }) => problemAt('syntax', pos[0], message)) };
  }
  try {
    const root = compose(document);
    if (!root) return { objects: [], problems: [] };
    if (isTemplated(root)) return { objects: [], problems: [templated(reading, start)] };
    const problems: ManifestProblem[] = [];
    const value = valueOf(root, reading.reader, (code, at, message) => {
      problems.push(problemAt(code, at.start, message));
    });
    const read = readObjects(reading, root, value);
    return { objects: read.objects, problems: [...problems, ...read.problems] };
  } catch (error) {
    if (error instanceof UnreadableDocument) {
      return { objects: [], problems: [problemAt('unsupported', error.offset, error.message)] };
    }
    // Aliases that multiply without end, or nesting beyond what can be walked.
    if (error instanceof RangeError) {
      const offset = error instanceof TooMuchShared ? error.offset : start;
      return { objects: [], problems: [problemAt('tooLarge', offset, error.message)] };
    }
    throw error;
  }
}

function templated({ problemAt, parsed }: Reading, from: number): ManifestProblem {
  const offset = Math.max(parsed.text.indexOf('{{', from), from);
  const message = 'This is a template that has not been rendered; only what it renders to can be compared.';
  return problemAt('templated', offset, message);
}

function readObjects(reading: Reading, root: YamlNode, value: Value): Read {
  const found = kindOf(value);
  switch (found.kind) {
    case 'other':
      return { objects: [], problems: [] };
    case 'incomplete': {
      const message = `A Kubernetes object needs ${found.lacks} as text, and this one has none.`;
      return { objects: [], problems: [reading.problemAt('identity', root.start, message)] };
    }
    case 'list': {
      const items = itemsOf(root, reading.reader);
      const read = found.items.flatMap((item, index) => {
        const node = items[index];
        return node ? [readObjects(reading, node, item)] : [];
      });
      return { objects: read.flatMap(({ objects }) => objects), problems: read.flatMap(({ problems }) => problems) };
    }
    case 'object':
      return { objects: isMapValue(value) ? [objectAt(reading, root, found.identity, value)] : [], problems: [] };
  }
}

function itemsOf(root: YamlNode, reader: Reader): readonly YamlNode[] {
  const map = resolved(root);
  const items = map.kind === 'map' ? fieldsOf(map, reader).get('items')?.value : undefined;
  const list = items && resolved(items);
  return list?.kind === 'list' ? list.items.map((item) => item.value) : [];
}

/** It holds its nodes, and not the library's document, which is far larger and lives as long as the object otherwise. */
function objectAt(
  { file, reader, parsed: { lines } }: Reading,
  root: YamlNode,
  identity: ObjectIdentity,
  value: ManifestObject['value'],
): ManifestObject {
  return {
    identity,
    value,
    file,
    span: spanOf(root, lines),
    locate: (path) => spanOf(locateIn(root, root, path, reader), lines),
  };
}

/** Makes a problem at an offset of the file being read. */
export type ProblemAt = (code: ProblemCode, offset: number, message: string) => ManifestProblem;

export function problemsIn(file: string, lines: LineCounter): ProblemAt {
  return (code, offset, message) => {
    const { line, col } = lines.linePos(offset);
    // An empty text has no lines yet, and its beginning is line 1 for a person.
    return { code, file, line: Math.max(line, 1), column: Math.max(col, 1), message };
  };
}
