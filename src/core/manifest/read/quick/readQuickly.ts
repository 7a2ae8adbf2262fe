import type { ItemNode, ListNode, MapNode, PairNode, ScalarNode, YamlNode } from '../nodes';
import { blockScalarAt } from './blockScalar';
import * as is from './characters';
import { flowAt } from './flow';
import { plainAt, quotedAt } from './scalars';
import { Unusual } from './unusual';

export interface QuickDocument {
  /** Of its `---`; of the file's first document the file's beginning. */
  readonly start: number;
  /** Null where nothing stands in it. */
  readonly root: YamlNode | null;
}

/**
 * The documents of a file in the ordinary form that almost all manifests have: block maps and lists, scalars on one line,
 * block scalars, JSON. Exactly what the library's tree says (`compose`), places included, many times as fast; or nothing,
 * where the text has anything else (anchors, tags, tabs, scalars over several lines, an error): then the library reads it.
 */
export function readQuickly(text: string): readonly QuickDocument[] | undefined {
  if (text.includes('\r') || text.includes('\ufeff')) return undefined;
  try {
    return new BlockReader(text).documents();
  } catch (error) {
    if (error instanceof Unusual) return undefined;
    throw error;
  }
}

const maxDepth = 100;
/** The library refuses a key whose colon comes later than 1,024 characters. */
const maxKey = 1_000;

class BlockReader {
  /** The next thing that is neither blank nor a comment, at the first place of its line or behind a dash. */
  private at = 0;
  private indent = 0;
  private isAtEnd = false;
  /** The deepest of the comments before it, as far as nothing has them yet; below zero without any. */
  private comments = -1;
  /** Behind what was read last, with the rest of its line and the comments that belong to it. */
  private tail = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  documents(): readonly QuickDocument[] {
    const documents: QuickDocument[] = [];
    this.toContent(0);
    let start = 0;
    if (!this.isAtEnd) documents.push({ start, root: this.root() });
    while (this.at < this.text.length) {
      start = this.at;
      this.toContent(start + '---\n'.length);
      documents.push({ start: documents.length === 0 ? 0 : start, root: this.isAtEnd ? null : this.root() });
    }
    return documents;
  }

  private root(): YamlNode {
    this.comments = -1;
    const unit = this.unit(this.at);
    const root =
      unit === is.openMap || unit === is.openList ? this.finished(flowAt(this.text, this.at, 0), -1) : this.block();
    if (!this.isAtEnd) throw new Unusual();
    return root;
  }

  /** The map or list that begins here. */
  private block(): MapNode | ListNode {
    this.depth += 1;
    if (this.depth > maxDepth) throw new Unusual();
    this.comments = -1;
    const block = this.isAtDash() ? this.list() : this.map();
    this.depth -= 1;
    return block;
  }

  private map(): MapNode {
    const { at: start, indent } = this;
    const pairs: PairNode[] = [];
    let end: number;
    do {
      if (this.isAtDash()) throw new Unusual();
      pairs.push(this.pair(indent));
      end = this.tail;
    } while (this.goesOn(indent));
    this.close(indent, end);
    return { kind: 'map', flow: false, pairs, start, end };
  }

  private list(): ListNode {
    const { at: start, indent } = this;
    const items: ItemNode[] = [];
    let end: number;
    do {
      items.push({ dash: this.at, value: this.item(indent) });
      end = this.tail;
    } while (this.goesOn(indent) && this.isAtDash());
    this.close(indent, end);
    return { kind: 'list', flow: false, items, start, end };
  }

  private goesOn(indent: number): boolean {
    if (this.isAtEnd || this.indent < indent) return false;
    if (this.indent > indent) throw new Unusual();
    return true;
  }

  /** Comments at the end of a collection are its own where one of them is as deep as what is in it. */
  private close(indent: number, end: number): void {
    this.tail = end;
    if (indent === 0 || this.comments < indent) return;
    this.tail = this.at;
    this.comments = -1;
  }

  private pair(indent: number): PairNode {
    const key = this.scalarAt(this.at);
    if (key.style === 'plain' && key.text === '<<') throw new Unusual();
    const colon = this.afterSpaces(key.end);
    if (!this.isColon(colon) || colon - this.at > maxKey) throw new Unusual();
    const at = this.afterSpaces(colon + 1);
    const value = this.isRestEmpty(at) ? this.valueBelow(at, indent) : this.valueAt(at, indent);
    return { key, value, colon, explicit: false };
  }

  /** What stands on the lines below a key. */
  private valueBelow(at: number, indent: number): YamlNode {
    const hasComment = this.unit(at) === is.hash;
    this.toContent(this.lineEnd(at));
    const isBelow = !this.isAtEnd && (this.indent > indent || (this.indent === indent && this.isAtDash()));
    if (isBelow) return this.block();
    if (hasComment || this.comments >= 0) throw new Unusual();
    this.tail = at;
    return { kind: 'scalar', text: '', style: 'plain', start: at, end: at };
  }

  private item(indent: number): YamlNode {
    const at = this.afterSpaces(this.at + 1);
    if (this.isRestEmpty(at)) {
      if (this.unit(at) === is.hash) throw new Unusual();
      this.toContent(this.lineEnd(at));
      if (this.isAtEnd || this.indent <= indent) throw new Unusual();
      return this.block();
    }
    if (!this.beginsBlock(at)) return this.valueAt(at, indent);
    this.indent += at - this.at;
    this.at = at;
    return this.block();
  }

  /** Whether a list or the key of a map is here. */
  private beginsBlock(at: number): boolean {
    const unit = this.unit(at);
    if (unit === is.dash && is.isEmpty(this.unit(at + 1))) return true;
    if (unit === is.openMap || unit === is.openList || unit === is.pipe || unit === is.greater) return false;
    return this.isColon(this.afterSpaces(this.scalarAt(at).end));
  }

  /** A value on the line of its key or dash. */
  private valueAt(at: number, indent: number): YamlNode {
    const unit = this.unit(at);
    if (unit === is.pipe || unit === is.greater) {
      const scalar = blockScalarAt(this.text, at, indent);
      this.tail = scalar.end;
      this.toContent(scalar.end);
      return scalar;
    }
    const isFlow = unit === is.openMap || unit === is.openList;
    return this.finished(isFlow ? flowAt(this.text, at, indent + 1) : this.scalarAt(at), indent);
  }

  /** Deeper comments right below a value go with it. */
  private finished<Node extends YamlNode>(node: Node, indent: number): Node {
    const at = this.afterSpaces(node.end);
    if (!this.isRestEmpty(at) || (this.unit(at) === is.hash && at === node.end)) throw new Unusual();
    this.tail = this.lineEnd(at);
    this.toContent(this.tail, indent);
    return node;
  }

  private scalarAt(at: number): ScalarNode {
    const unit = this.unit(at);
    const isQuoted = unit === is.doubleQuote || unit === is.singleQuote;
    return isQuoted ? quotedAt(this.text, at) : plainAt(this.text, at, 'block');
  }

  /**
   * Goes on to what is neither blank nor a comment.
   * @param from the beginning of a line
   * @param outer comments that are deeper go with what was read last, up to the first that is not
   */
  private toContent(from: number, outer = Number.POSITIVE_INFINITY): void {
    this.comments = -1;
    for (let line = from; ;) {
      const at = this.afterSpaces(line);
      const unit = this.unit(at);
      if (Number.isNaN(unit)) {
        [this.at, this.indent, this.isAtEnd] = [this.text.length, 0, true];
        return;
      }
      if (unit !== is.hash && unit !== is.newline) {
        [this.at, this.indent] = [at, at - line];
        this.isAtEnd = this.indent === 0 && this.isAtMarker();
        return;
      }
      const next = this.lineEnd(at);
      if (unit === is.hash) {
        if (this.comments < 0 && at - line > outer) this.tail = next;
        else this.comments = Math.max(this.comments, at - line);
      }
      line = next;
    }
  }

  /** `---` alone on its line. */
  private isAtMarker(): boolean {
    const mark = this.text.slice(this.at, this.at + 3);
    if ((mark !== '---' && mark !== '...') || !is.isEmpty(this.unit(this.at + 3))) return false;
    if (mark === '...' || this.unit(this.at + 3) === is.space) throw new Unusual();
    return true;
  }

  private isAtDash(): boolean {
    return this.unit(this.at) === is.dash && is.isEmpty(this.unit(this.at + 1));
  }

  private isColon(at: number): boolean {
    return this.unit(at) === is.colon && is.isEmpty(this.unit(at + 1));
  }

  /** Nothing but perhaps a comment. */
  private isRestEmpty(at: number): boolean {
    const unit = this.unit(at);
    return unit === is.newline || unit === is.hash || Number.isNaN(unit);
  }

  private afterSpaces(from: number): number {
    let at = from;
    while (this.unit(at) === is.space) at += 1;
    return at;
  }

  /** Behind the line break. */
  private lineEnd(from: number): number {
    const end = this.text.indexOf('\n', from);
    return end < 0 ? this.text.length : end + 1;
  }

  private unit(at: number): number {
    return this.text.charCodeAt(at);
  }
}
