import type { ScalarNode } from '../nodes';
import * as is from './characters';
import { Unusual } from './unusual';

/** A scalar on one line, in double or single quotes, that begins at `start`. */
export function quotedAt(text: string, start: number): ScalarNode {
  const isDouble = text.charCodeAt(start) === is.doubleQuote;
  const end = isDouble ? doubleEnd(text, start) : singleEnd(text, start);
  const inside = text.slice(start + 1, end - 1);
  const value = isDouble ? unescaped(inside) : inside.replaceAll("''", "'");
  return { kind: 'scalar', text: value, style: 'quoted', start, end };
}

function doubleEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === is.doubleQuote) return at + 1;
    if (unit < is.space) throw new Unusual();
    if (unit === is.backslash) at += 1;
  }
  throw new Unusual();
}

function singleEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < is.space) throw new Unusual();
    if (unit !== is.singleQuote) continue;
    if (text.charCodeAt(at + 1) !== is.singleQuote) return at + 1;
    at += 1;
  }
  throw new Unusual();
}

/** Of the escapes those that JSON has, too. */
function unescaped(inside: string): string {
  if (!inside.includes('\\')) return inside;
  const known = new Map(
    Object.entries({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }),
  );
  return inside.replace(/\\(?:u([\da-fA-F]{4})|([^]))/g, (_, code: string | undefined, char: string | undefined) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    const value = known.get(char ?? '');
    if (value === undefined) throw new Unusual();
    return value;
  });
}

/** A plain scalar that begins at `start`, up to the end of its line, a comment or a colon. */
export function plainAt(text: string, start: number, place: 'block' | 'flow'): ScalarNode {
  const first = text.charCodeAt(start);
  const next = text.charCodeAt(start + 1);
  const isIndicator = first === is.dash && (is.isEmpty(next) || (place === 'flow' && is.isFlowIndicator(next)));
  if (!is.startsPlain(first) || isIndicator) throw new Unusual();
  const end = plainEnd(text, start, place === 'flow');
  return { kind: 'scalar', text: text.slice(start, end), style: 'plain', start, end };
}

function plainEnd(text: string, start: number, isInFlow: boolean): number {
  let end = start;
  for (let at = start; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === is.newline) break;
    if (unit === is.space) {
      if (text.charCodeAt(at + 1) === is.hash) break;
      continue;
    }
    if (unit < is.space) throw new Unusual();
    if (isInFlow && is.isFlowIndicator(unit)) break;
    if (unit === is.colon) {
      const next = text.charCodeAt(at + 1);
      if (is.isEmpty(next) || (isInFlow && is.isFlowIndicator(next))) break;
    }
    end = at + 1;
  }
  return end;
}
