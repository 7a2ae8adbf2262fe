import type { KeyTree } from '../keyTree';
import type { DocumentView, FileView } from '../view';
import { syncBranch } from './syncTree';
import { applyEdits, CannotEdit, eolOf, type TextEdit, withEol } from './text';
import { says, valueIn } from './valueIn';

/**
 * The target's text, edited to say what is wanted, as far as the origin gives it.
 * @param wanted by the document's name
 * @throws CannotEdit
 */
export function syncFile(target: FileView, wanted: ReadonlyMap<string, KeyTree>, origin: FileView | undefined): string {
  const sources = new Map(origin?.documents.map((document) => [document.id, document]));
  const kept = target.documents.filter(({ id }) => wanted.has(id));
  if (kept.length === 0 && origin) return origin.text;
  const edits = target.documents.flatMap((document) => {
    const want = wanted.get(document.id);
    if (!want) return [withoutMark(target.text, document)];
    return says(valueIn(document.root), want)
      ? []
      : syncDocument(target.text, document, want, sources.get(document.id), origin?.text ?? '');
  });
  const added = origin ? newDocuments(target, kept, wanted, origin) : { front: [], behind: [] };
  return applyEdits(target.text, [...added.front, ...edits, ...added.behind]);
}

/** A document goes with the `---` above it; the mark of byte order at the file's beginning stays. */
function withoutMark(text: string, { start, end }: DocumentView): TextEdit {
  return { start: start === 0 && text.startsWith('\uFEFF') ? 1 : start, end, text: '' };
}

function syncDocument(
  text: string,
  document: DocumentView,
  want: KeyTree,
  source: DocumentView | undefined,
  origin: string,
): readonly TextEdit[] {
  if (document.root.kind === 'branch' && want.kind === 'branch') {
    const edits = syncBranch({ target: text, origin }, document.root, want, source?.root);
    if (edits) return edits;
  }
  if (!source) throw new CannotEdit('Nothing of the document is left in the text.');
  const { start, end } = document;
  return [
    { start, end, text: asDocument(source, origin, { marked: text.startsWith('---', start), eol: eolOf(text) }) },
  ];
}

/**
 * Each behind the document that stands before it in the origin. Those that come first there go in front: the objects of
 * a file are applied in their order, and others may need them.
 */
function newDocuments(
  { text, documents }: FileView,
  kept: readonly DocumentView[],
  wanted: ReadonlyMap<string, KeyTree>,
  origin: FileView,
): { readonly front: readonly TextEdit[]; readonly behind: readonly TextEdit[] } {
  const known = new Set(documents.map(({ id }) => id));
  const keptAs = ({ id }: DocumentView) => kept.find((document) => document.id === id);
  const first = origin.documents.map(keptAs).find((document) => document !== undefined);
  let after = first ? undefined : kept.at(-1);
  const [front, behind]: [TextEdit[], TextEdit[]] = [[], []];
  for (const source of origin.documents) {
    after = keptAs(source) ?? after;
    if (known.has(source.id) || !wanted.has(source.id)) continue;
    if (first && !after) front.push(inFront(source, origin.text, first, text));
    else behind.push(behindOf(source, origin.text, after, text));
  }
  return { front, behind };
}

function inFront(source: DocumentView, origin: string, first: DocumentView, text: string): TextEdit {
  const at = withoutMark(text, first).start;
  const [eol, marked] = [eolOf(text), isMarked(text.slice(at, first.end))];
  const body = asDocument(source, origin, { marked, eol });
  return { start: at, end: at, text: marked ? body : `${body}---${eol}` };
}

function behindOf(source: DocumentView, origin: string, after: DocumentView | undefined, text: string): TextEdit {
  const [at, eol] = [after?.end ?? text.length, eolOf(text)];
  const body = asDocument(source, origin, { marked: true, eol });
  return { start: at, end: at, text: at === 0 || text[at - 1] === '\n' ? body : eol + body };
}

/** The `---` of a document may stand below comments. */
function isMarked(own: string): boolean {
  return own.startsWith('---') || /^---(\s|$)/m.test(own.split(/^(?![^\S\r\n\u2028\u2029]*(#|$))/m, 1)[0] ?? '');
}

function asDocument(
  { start, end }: DocumentView,
  origin: string,
  { marked, eol }: { marked: boolean; eol: '\n' | '\r\n' },
): string {
  const own = origin.slice(start, end).replace(/^\uFEFF/, '');
  const body =
    marked && !isMarked(own) ? `---\n${own}` : !marked && own.startsWith('---') ? own.replace(/^---[^\n]*\n/, '') : own;
  return withEol(body.endsWith('\n') ? body : `${body}\n`, eol);
}
