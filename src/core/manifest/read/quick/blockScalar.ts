import type { ScalarNode } from '../nodes';
import * as is from './characters';
import { Unusual } from './unusual';

/**
 * A block scalar whose header is at `start`: without a comment or a number there, and without a blank line first.
 * @param outer the indentation of the map or list around it
 */
export function blockScalarAt(text: string, start: number, outer: number): ScalarNode {
  const isFolded = text.charCodeAt(start) === is.greater;
  const sign = text.charCodeAt(start + 1);
  const hasSign = sign === is.plus || sign === is.dash;
  const from = afterHeader(text, start + (hasSign ? 2 : 1));
  const indent = indentAt(text, from);
  if (indent <= outer || is.isEmpty(text.charCodeAt(from + indent))) throw new Unusual();
  const { lines, end, blank, endOfBlank } = linesFrom(text, from, indent, isFolded);
  const content = isFolded ? folded(lines) : lines.join('\n');
  const isKept = sign === is.plus;
  const chomped = sign === is.dash ? '' : '\n'.repeat(isKept ? 1 + blank : 1);
  return { kind: 'scalar', text: content + chomped, style: 'block', start, end: isKept ? endOfBlank : end };
}

function afterHeader(text: string, from: number): number {
  const at = from + indentAt(text, from);
  if (text.charCodeAt(at) !== is.newline) throw new Unusual();
  return at + 1;
}

function indentAt(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === is.space) at += 1;
  return at - from;
}

interface Lines {
  /** Without the blank ones at the end, of which there are `blank`. */
  readonly lines: readonly string[];
  readonly blank: number;
  readonly end: number;
  readonly endOfBlank: number;
}

function linesFrom(text: string, from: number, indent: number, isFolded: boolean): Lines {
  const lines: string[] = [];
  let [at, end, blank] = [from, from, 0];
  while (at < text.length) {
    const own = indentAt(text, at);
    const first = text.charCodeAt(at + own);
    const isBlank = first === is.newline;
    if (first === is.tab || Number.isNaN(first) || (isBlank && own > indent)) {
      // Blank, and not as usual.
      if (own === 0 && Number.isNaN(first)) break;
      if (first !== is.tab || own < indent || isFolded || !hasMore(text, at + own)) throw new Unusual();
    }
    if (!isBlank && own < indent) break;
    const lineEnd = endOfLine(text, at);
    if (isBlank) blank += 1;
    else {
      if (isFolded && own > indent) throw new Unusual();
      while (blank > 0) {
        lines.push('');
        blank -= 1;
      }
      lines.push(text.slice(at + indent, lineEnd));
      end = Math.min(lineEnd + 1, text.length);
    }
    at = lineEnd + 1;
  }
  if (lines.length === 0) throw new Unusual();
  return { lines, blank, end, endOfBlank: Math.min(at, text.length) };
}

/** Whether a line has more than white space. */
function hasMore(text: string, from: number): boolean {
  return /[^\s]/.test(text.slice(from, endOfLine(text, from)));
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** A line break is a space, and each blank line one break. */
function folded(lines: readonly string[]): string {
  let value = '';
  let between = '';
  for (const line of lines) {
    if (line !== '') {
      value += between + line;
      between = ' ';
    } else if (between === '\n') value += '\n';
    else between = '\n';
  }
  return value;
}
