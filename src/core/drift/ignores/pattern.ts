import type { FieldPath } from '../compare/fieldPath';
import { at, isMap } from '../values/values';

/** One step of a rule's path: a key or index, any item, or the items that have a value. */
export type Step =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'where'; readonly path: readonly string[]; readonly equals: string };

export type Pattern = readonly Step[];

/** A JSON pointer (RFC 6901); nothing where it is none. */
export function fromPointer(pointer: string): Pattern | undefined {
  if (!pointer.startsWith('/')) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((part) => ({ kind: 'key', key: part.replaceAll('~1', '/').replaceAll('~0', '~') }));
}

const token =
  /\s*(?:\.?\["((?:[^"\\]|\\.)*)"\]|\.?\[(\d+)\]|(\.?\[\])|(?:\|\s*)?(?:select\(\s*((?:\.\w+)+)\s*==\s*"([^"\\]*)"\s*\)|\.(\w+)|\."((?:[^"\\]|\\.)*)"))\??/gy;

/**
 * The part of jq that says where something is: `.spec.containers[]`, `.metadata.annotations["a/b"]`, `.a[0]`,
 * `… | select(.name == "x") | .image`. Nothing where it says more: such a rule cannot be honoured without running jq.
 * Source: Argo CD, docs/user-guide/diffing.md.
 */
export function fromJq(expression: string): Pattern | undefined {
  const steps: Step[] = [];
  const text = expression.trim();
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const [whole, quoted, index, any, path, equals, key, named] = token.exec(text) ?? [];
    if (whole === undefined || whole === '') return undefined;
    if (any !== undefined) steps.push({ kind: 'any' });
    else if (path !== undefined && equals !== undefined) {
      // It chooses among the items that the step before it names.
      if (steps.pop()?.kind !== 'any') return undefined;
      steps.push({ kind: 'where', path: path.slice(1).split('.'), equals });
    } else steps.push({ kind: 'key', key: index ?? key ?? unescaped(quoted ?? named ?? '') });
  }
  return steps.length > 0 ? steps : undefined;
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1');
}

/** Whether the place is where the pattern leads, or below. */
export function leadsTo(pattern: Pattern, place: FieldPath): boolean {
  const { steps } = place;
  if (pattern.length > steps.length) return false;
  return pattern.every((wanted, depth) => {
    const step = steps[depth];
    if (step === undefined) return false;
    if (typeof step === 'string') return wanted.kind === 'any' || (wanted.kind === 'key' && wanted.key === step);
    if (wanted.kind === 'any') return true;
    if (wanted.kind === 'key') return wanted.key === String(step.live ?? step.desired);
    const value = wanted.path.reduce<unknown>(at, step.value);
    return !isMap(value) && String(value) === wanted.equals;
  });
}
