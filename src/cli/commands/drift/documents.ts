import { parseJson } from '../../../core/cluster/connection/parseJson';
import { quotesNothing } from '../../../core/drift/unreadable';
import { compose, UnreadableDocument } from '../../../core/manifest/read/compose';
import { parseDocuments } from '../../../core/manifest/read/documents';
import { resolved, type YamlNode } from '../../../core/manifest/read/nodes';
import { valueOf } from '../../../core/manifest/read/value';
import { DriftInputError } from './errors';
import type { TextFile } from './files';

export interface ReadDocument {
  readonly value: unknown;
  readonly file: string;
  readonly line: number;
}

/**
 * The documents of a file that a server or a tool printed. Read as Kubernetes reads, integers exactly; text that looks like
 * a template is text here, as live objects may carry such.
 * @throws DriftInputError at the line of the first thing that cannot be read, without quoting it
 */
export function readDocuments(file: TextFile): readonly ReadDocument[] {
  return readJson(file) ?? readYaml(file);
}

/** Nothing where it is no JSON: then YAML tells where it goes wrong. */
function readJson({ name, text }: TextFile): readonly ReadDocument[] | undefined {
  const json = text.replace(/^\uFEFF/, '');
  if (!/^\s*[[{]/.test(json)) return undefined;
  try {
    return [{ value: parseJson(json), file: name, line: 1 }];
  } catch {
    return undefined; // the message would quote the text, which may be a Secret's
  }
}

function readYaml({ name, text }: TextFile): readonly ReadDocument[] {
  const { documents, lines, refused } = parseDocuments(text);
  const lineAt = (offset: number) => Math.max(lines.linePos(offset).line, 1);
  const fail = (offset: number, reason: string) =>
    DriftInputError.unreadable({ file: name, line: lineAt(offset) }, reason);
  if (refused !== undefined) throw fail(0, `${refused} As JSON, files of any size are read.`);
  return documents.flatMap((document) => {
    const [start] = document.range;
    const [error] = document.errors;
    if (error) throw fail(error.pos[0], quotesNothing(error.message));
    try {
      const root = compose(document);
      return root ? [{ value: valueOfEach(root), file: name, line: lineAt(root.start) }] : [];
    } catch (thrown) {
      if (thrown instanceof UnreadableDocument) throw fail(thrown.offset, quotesNothing(thrown.message));
      if (thrown instanceof RangeError) throw fail(start, 'The document is too large to be read.');
      throw thrown;
    }
  });
}

/** The bound on the size of a document is meant for objects: those of a List are read one by one. */
function valueOfEach(root: YamlNode): unknown {
  const list = resolved(root);
  const items = list.kind === 'map' ? list.pairs.find(({ key }) => textOf(key) === 'items')?.value : undefined;
  const found = items && resolved(items);
  if (list.kind !== 'map' || found?.kind !== 'list') return valueOf(root, 'kubectl');
  const rest = { ...list, pairs: list.pairs.filter(({ key }) => textOf(key) !== 'items') };
  return Object.assign({}, valueOf(rest, 'kubectl'), {
    items: found.items.map(({ value }) => valueOf(value, 'kubectl')),
  });
}

function textOf(node: YamlNode): string | undefined {
  return node.kind === 'scalar' ? node.text : undefined;
}
