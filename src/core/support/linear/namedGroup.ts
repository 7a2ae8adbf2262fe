import { Automaton } from './automaton';
import { UnsupportedSyntax } from './syntax';

/** What the named group of an expression holds in a text; nothing where the expression is not found there. */
export type GroupReader = (text: string) => string | undefined;

/**
 * An expression with one named group, as a reader of what that group holds. Where a text can be read in several ways, the
 * group begins as early and then reaches as far as it can. Meant for short texts: where the expression is found, the
 * time is that of the square of the text at most.
 *
 * @throws UnsupportedSyntax as `Automaton` does, and where the group is not one that stands for itself: within another
 *   group or a choice, or repeated; where it looks ahead, or where `^` and `$` stand elsewhere than at the ends
 */
export function namedGroup(expression: string): GroupReader {
  const { before, inside, after } = partsOf(expression);
  const whole = new Automaton([`${before}(?:${inside})${after}`]);
  const front = new Automaton([`(?:${before})$`]);
  const middle = new Automaton([`^(?:${inside})$`]);
  const back = new Automaton([`^(?:${after})`]);
  return (text) => {
    if (!whole.finds(text)) return undefined;
    const places = Array.from({ length: text.length + 1 }, (_, place) => place);
    const ends = places.filter((end) => back.finds(text.slice(end))).toReversed();
    for (const start of places) {
      if (!front.finds(text.slice(0, start))) continue;
      const end = ends.find((one) => one >= start && middle.finds(text.slice(start, one)));
      if (end !== undefined) return text.slice(start, end);
    }
    return undefined;
  };
}

interface Parts {
  readonly before: string;
  readonly inside: string;
  readonly after: string;
}

const token = /\\[^]|\[\^?(?:\\[^]|[^\]\\])*\]|\(\?<(?![=!])[^>]*>|\(\?[=!]|[^]/gy;

function partsOf(expression: string): Parts {
  let depth = 0;
  let group: { readonly start: number; readonly inner: number; end?: number } | undefined;
  for (const { 0: text, index } of expression.matchAll(token)) {
    const end = index + text.length;
    if (text.startsWith('(?<')) {
      if (depth > 0 || group) throw new UnsupportedSyntax('There is more than one named group, or one within a group.');
      group = { start: index, inner: end };
      depth = 1;
    } else if (text === '(?=' || text === '(?!') throw new UnsupportedSyntax('Looking ahead beside a named group.');
    else if (text === '(') depth += 1;
    else if (text === ')') {
      depth -= 1;
      if (depth === 0 && group && group.end === undefined) group.end = index;
    } else if (text === '|' && depth === 0) throw new UnsupportedSyntax('A choice around a named group.');
    else if ((text === '^' && index > 0) || (text === '$' && end < expression.length)) {
      throw new UnsupportedSyntax('^ and $ stand elsewhere than at the ends.');
    }
  }
  if (group?.end === undefined) throw new UnsupportedSyntax('There is no named group.');
  const after = expression.slice(group.end + 1);
  if (/^[*+?{]/.test(after)) throw new UnsupportedSyntax('A named group that is repeated.');
  return { before: expression.slice(0, group.start), inside: expression.slice(group.inner, group.end), after };
}
