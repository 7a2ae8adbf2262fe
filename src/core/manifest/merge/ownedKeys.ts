type Segment =
  /** `**`: any number of keys, none included. */
  | { readonly kind: 'any' }
  /** `*`: one key or list item. */
  | { readonly kind: 'one' }
  | { readonly kind: 'key'; readonly text: string }
  /** `[name=web]`, `[0]`, `[*]`, `[]`. */
  | { readonly kind: 'item'; readonly text: string };

/** A list item as a key path writes it: its index, `name=web` (or several fields), or `1 of 3`. */
function isItem(step: string | number): boolean {
  return typeof step === 'number' || /^[A-Za-z][\w.]*=|^\d+ of \d+$/.test(step);
}

const compiled = new Map<string, readonly Segment[]>();
const maxCompiled = 1_000;

/**
 * Whether a pattern of `environmentOwned.keys` names this key or something above it: `spec.replicas`, `**.host`,
 * `spec.*.image`, `spec.containers[name=web].image`, `metadata.annotations["a.b/c"]`, `a\.b`. A pattern may leave list
 * items out, so `spec.containers.image` means that of every container.
 */
export function matchesKey(pattern: string, key: readonly (string | number)[]): boolean {
  return matches(segmentsOf(pattern), 0, key, 0);
}

function matches(pattern: readonly Segment[], p: number, key: readonly (string | number)[], k: number): boolean {
  const segment = pattern[p];
  if (!segment) return p > 0;
  const step = key[k];
  if (segment.kind === 'any' && matches(pattern, p + 1, key, k)) return true;
  if (step === undefined) return false;
  if (segment.kind === 'any') return matches(pattern, p, key, k + 1);
  if (fits(segment, step) && matches(pattern, p + 1, key, k + 1)) return true;
  return isItem(step) && matches(pattern, p, key, k + 1);
}

function fits(segment: Exclude<Segment, { kind: 'any' }>, step: string | number): boolean {
  switch (segment.kind) {
    case 'one':
      return true;
    case 'key':
      return segment.text === String(step);
    case 'item':
      return isItem(step) && fitsItem(segment.text, String(step));
  }
}

function fitsItem(wanted: string, item: string): boolean {
  if (wanted === '' || wanted === '*' || wanted === item) return true;
  if (/^\d+$/.test(wanted)) return item.startsWith(`${Number(wanted) + 1} of `);
  const fields = new Set(item.split(','));
  return wanted.split(',').every((field) => fields.has(field.trim()));
}

function segmentsOf(pattern: string): readonly Segment[] {
  const known = compiled.get(pattern);
  if (known) return known;
  const segments = compile(pattern);
  if (compiled.size >= maxCompiled) compiled.clear();
  compiled.set(pattern, segments);
  return segments;
}

const token = /\[(?:"([^"]*)"|'([^']*)'|([^\]]*))\]|((?:\\.|[^.[\\])+)/g;

function compile(pattern: string): readonly Segment[] {
  const withoutRoot = pattern.trim().replace(/^\$?\./, '');
  return [...withoutRoot.matchAll(token)].map(([, double, single, item, name]): Segment => {
    const quoted = double ?? single;
    if (quoted !== undefined) return { kind: 'key', text: quoted };
    if (item !== undefined) return { kind: 'item', text: item.replace(/["']/g, '') };
    const text = (name ?? '').replace(/\\(.)/g, '$1');
    if (name === '**') return { kind: 'any' };
    return name === '*' ? { kind: 'one' } : { kind: 'key', text };
  });
}
