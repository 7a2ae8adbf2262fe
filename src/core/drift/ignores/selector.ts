import { at, type Json } from '../values/values';

/** Whether a name is what a rule says: exactly, or with `*` for anything. */
export function matchesGlob(pattern: string, text: string): boolean {
  return matchesParts(pattern.split('*'), text);
}

/**
 * Whether Flux's anchored expression means this text. Only alternatives of literals with `.*` are understood: the text
 * comes from a cluster, and an expression of anybody's may run for ever. Undefined where it says more.
 */
export function matchesExpression(expression: string, text: string): boolean | undefined {
  const plain = expression.replace(/^\^/, '').replace(/\$$/, '');
  const alternatives = plain.replace(/^\((?:\?:)?([^()]*)\)$/, '$1').split('|');
  if (!alternatives.every((one) => /^[\w.*:-]*$/.test(one) && !/(^|[^.])\*/.test(one))) return undefined;
  return alternatives.some((one) => matchesParts(one.split('.*'), text));
}

function matchesParts([first = '', ...rest]: readonly string[], text: string): boolean {
  if (rest.length === 0) return text === first;
  if (!text.startsWith(first)) return false;
  const last = rest.at(-1) ?? '';
  let from = first.length;
  for (const part of rest.slice(0, -1)) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

/** A label selector of equalities and existence; undefined where it says more (`in`, `notin`). */
export function matchesLabels(selector: string, labels: Json): boolean | undefined {
  const terms = selector.split(',').map((term) => term.trim());
  const results = terms.map((term) => {
    const [, not = '', key, operator, value] = /^(!?)([\w./-]+)\s*(?:(==?|!=)\s*([\w.-]*))?$/.exec(term) ?? [];
    if (key === undefined) return undefined;
    if (operator === undefined) return (at(labels, key) !== undefined) !== (not === '!');
    return (at(labels, key) === value) !== (operator === '!=');
  });
  return results.includes(undefined) ? undefined : results.every((result) => result === true);
}
