import { isMap, isScalar, LineCounter, type Document, type Node } from 'yaml';
import { message, type Message } from '../support/message';
import { readDocument, type Fault } from './document';

/** Where something stands in a text: lines and columns from 1, the end exclusive. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** What is wrong or doubtful in a file, where, and what to do about it. */
export interface Problem extends SourcePosition {
  readonly said: Message;
}

export type Path = readonly (string | number)[];

/** A YAML text with the places of everything in it. */
export class Source {
  private readonly lines = new LineCounter();
  private readonly document: Document.Parsed;
  private readonly faults: readonly Fault[];
  private readonly text: string;

  constructor(text: string) {
    this.text = text.replace(/^\uFEFF/, '');
    const { document, faults } = readDocument(this.text, this.lines);
    this.document = document;
    this.faults = faults;
  }

  /** The plain value, or the problems of the syntax. */
  read(): { kind: 'ok'; value: unknown } | { kind: 'invalid'; problems: readonly Problem[] } {
    const errors = this.faults.map((error) => ({
      ...this.range(error.pos[0], error.pos[1]),
      said: message('This is not valid YAML: {reason}', { reason: error.message }),
    }));
    if (errors.length > 0) return { kind: 'invalid', problems: errors };
    try {
      return { kind: 'ok', value: this.document.toJS({ maxAliasCount: 50 }) as unknown };
    } catch (error) {
      // An alias to nothing, or one that would multiply without end.
      const reason = error instanceof Error ? error.message : String(error);
      return { kind: 'invalid', problems: [this.problem([], message('This is not valid YAML: {reason}', { reason }))] };
    }
  }

  /** A problem with the value at `path`, or with the nearest thing around it that is there. */
  problem(path: Path, said: Message): Problem {
    return { ...this.valuePlace(path), said };
  }

  /** A problem with the key at `path` itself: its value may be right. */
  keyProblem(path: Path, said: Message): Problem {
    const parent = this.node(path.slice(0, -1));
    const key = path.at(-1);
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
      : undefined;
    return isScalar(pair?.key) ? { ...this.nodePlace(pair.key), said } : this.problem(path, said);
  }

  /**
   * A problem with a part of the text at `path`. YAML indents, folds and escapes, so it is found by counting: it begins
   * with the same occurrence of its first character. Where that cannot be told, it is a problem with the whole text.
   */
  textProblem(path: Path, { index, length }: { index: number; length: number }, said: Message): Problem {
    const node = this.node(path);
    if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return this.problem(path, said);
    const [start, end] = node.range;
    const first = node.value.charAt(index);
    const written = offsetsOf(first, this.text.slice(start, end));
    const meant = offsetsOf(first, node.value);
    const offset = written.length === meant.length ? written[meant.indexOf(index)] : undefined;
    if (offset === undefined) return this.problem(path, said);
    return { ...this.range(start + offset, start + offset + length), said };
  }

  has(path: Path): boolean {
    return this.document.hasIn(path);
  }

  private valuePlace(path: Path): SourcePosition {
    for (let length = path.length; length >= 0; length--) {
      const node = this.node(path.slice(0, length));
      if (node) return this.nodePlace(node);
    }
    return this.range(0, 0);
  }

  private node(path: Path): Node | undefined {
    if (path.length === 0) return this.document.contents ?? undefined;
    return (this.document.getIn(path, true) as Node | undefined) ?? undefined;
  }

  private nodePlace(node: Node): SourcePosition {
    const [start, end] = node.range ?? [0, 0];
    return this.range(start, end);
  }

  /** Never longer than the line: a whole block underlined would hide what is meant. */
  private range(start: number, end: number): SourcePosition {
    const from = this.lines.linePos(start);
    const to = this.lines.linePos(Math.max(start, end));
    const nextLine = this.lines.lineStarts[from.line];
    const endColumn = to.line > from.line && nextLine !== undefined ? nextLine - start - 1 + from.col : to.col;
    return { line: from.line, column: from.col, endLine: from.line, endColumn: Math.max(from.col, endColumn) };
  }
}

function offsetsOf(character: string, text: string): readonly number[] {
  return text.split('').flatMap((one, offset) => (one === character ? [offset] : []));
}
