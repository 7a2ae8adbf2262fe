import type { ItemNode, ListNode, MapNode, PairNode, ScalarNode, YamlNode } from '../nodes';
import * as is from './characters';
import { plainAt, quotedAt } from './scalars';
import { Unusual } from './unusual';

const maxDepth = 100;

/**
 * A collection in braces or brackets, also over several lines: with every key quoted or plain and followed by a value,
 * without comments.
 * @param indent the least indentation of its further lines; its end may have one less
 */
export function flowAt(text: string, start: number, indent: number): MapNode | ListNode {
  return new FlowReader(text, start, indent).collection(1);
}

class FlowReader {
  constructor(
    private readonly text: string,
    private at: number,
    private readonly indent: number,
  ) {}

  collection(level: number): MapNode | ListNode {
    if (level > maxDepth) throw new Unusual();
    const start = this.at;
    const isMap = this.unit() === is.openMap;
    const close = isMap ? is.closeMap : is.closeList;
    const pairs: PairNode[] = [];
    const items: ItemNode[] = [];
    this.at += 1;
    this.skip(level);
    while (this.unit() !== close) {
      if (isMap) pairs.push(this.pair(level));
      else items.push({ value: this.value(level) });
      this.skip(level);
      if (this.unit() === close) break;
      if (this.unit() !== is.comma) throw new Unusual();
      this.at += 1;
      this.skip(level);
      if (this.unit() === close) throw new Unusual();
    }
    this.at += 1;
    return isMap
      ? { kind: 'map', flow: true, pairs, start, end: this.at }
      : { kind: 'list', flow: true, items, start, end: this.at };
  }

  private pair(level: number): PairNode {
    const key = this.scalar();
    if (key.style === 'plain' && key.text === '<<') throw new Unusual();
    while (this.unit() === is.space) this.at += 1;
    if (this.unit() !== is.colon) throw new Unusual();
    const colon = this.at;
    this.at += 1;
    this.skip(level);
    return { key, value: this.value(level), colon, explicit: false };
  }

  private value(level: number): YamlNode {
    const unit = this.unit();
    return unit === is.openMap || unit === is.openList ? this.collection(level + 1) : this.scalar();
  }

  private scalar(): ScalarNode {
    const unit = this.unit();
    const isQuoted = unit === is.doubleQuote || unit === is.singleQuote;
    const scalar = isQuoted ? quotedAt(this.text, this.at) : plainAt(this.text, this.at, 'flow');
    this.at = scalar.end;
    return scalar;
  }

  /** Spaces and line breaks. */
  private skip(level: number): void {
    let lineStart = -1;
    for (;;) {
      const unit = this.unit();
      if (unit === is.newline) lineStart = this.at + 1;
      else if (unit !== is.space) break;
      this.at += 1;
    }
    if (lineStart < 0) return;
    const indent = this.at - lineStart;
    const unit = this.unit();
    const isEnd = level === 1 && (unit === is.closeMap || unit === is.closeList);
    if (indent < this.indent - (isEnd ? 1 : 0)) throw new Unusual();
    if (indent === 0 && (unit === is.dash || unit === is.dot)) throw new Unusual();
  }

  private unit(): number {
    return this.text.charCodeAt(this.at);
  }
}
