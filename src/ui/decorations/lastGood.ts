import type * as vscode from 'vscode';
import type { ObjectDrift } from '../../core/drift/report';
import type { DriftLine } from './lines';

/**
 * While somebody types, a document may be no YAML for a moment. What was last known of its objects stays then, greyed,
 * and moves with the lines.
 */
export class LastGood {
  private readonly known = new Map<string, readonly DriftLine[]>();

  /** The lines to show, of what could be read now and, where something could not, of what could be before. */
  show(document: string, objects: readonly ObjectDrift[], lines: readonly DriftLine[]): readonly DriftLine[] {
    if (!objects.some(isBroken)) {
      this.known.set(document, lines);
      return lines;
    }
    const read = new Set(objects.filter((object) => !isBroken(object)).map(nameOf));
    const before = (this.known.get(document) ?? []).filter(
      ({ object, fields }) =>
        !isBroken(object) && !read.has(nameOf(object)) && (fields.length > 0 || object.verdict === 'absent'),
    );
    this.known.set(document, [...lines.filter(({ object }) => !isBroken(object)), ...before]);
    return [...lines, ...before.map((line): DriftLine => ({ ...line, look: 'stale' }))];
  }

  /** Lines below a change move as the text does; what stood on a line that is gone, goes. */
  edited(document: string, changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    const lines = this.known.get(document);
    if (lines) this.known.set(document, changes.reduce(moved, lines));
  }

  forget(document: string): void {
    this.known.delete(document);
  }
}

function moved(
  lines: readonly DriftLine[],
  { range, text }: Pick<vscode.TextDocumentContentChangeEvent, 'range' | 'text'>,
): readonly DriftLine[] {
  const by = text.split('\n').length - 1 - (range.end.line - range.start.line);
  return lines.flatMap((line) => {
    // A break at the very beginning of a line takes the line along.
    const first = range.start.character === 0 ? range.start.line : range.start.line + 1;
    if (line.line < first) return [line];
    if (line.line < range.end.line) return [];
    return [{ ...line, line: line.line + by }];
  });
}

/** What could not be read stands as an object without a kind. */
function isBroken({ kind }: ObjectDrift): boolean {
  return kind === '';
}

function nameOf({ apiVersion, kind, namespace, name }: ObjectDrift): string {
  return [apiVersion, kind, namespace ?? '', name].join('\0');
}
