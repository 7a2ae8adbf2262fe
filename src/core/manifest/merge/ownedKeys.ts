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

/**
 * Where a walk from a document's root has come to, for all patterns at once: the places in them up to which they fit.
 * One step costs the same for each key, whatever the patterns are.
 */
export interface KeyState {
  /** A pattern names this key or something above it. */
  readonly matched: boolean;
  /** Nothing below this key is named either. */
  readonly leadsNowhere: boolean;
  /** A number is an index; a list item is otherwise written `name=web` (or several fields), or `1 of 3`. */
  after(step: string | number): KeyState;
}

const known = new WeakMap<readonly string[], KeyState>();

/**
 * Patterns of `environmentOwned.keys`, at the root of a document: `spec.replicas`, `**.host`, `spec.*.image`,
 * `spec.containers[name=web].image`, `metadata.annotations["a.b/c"]`, `a\.b`. A pattern may leave list items out, so
 * `spec.containers.image` means that of every container.
 */
export function keyPatterns(patterns: readonly string[]): KeyState {
  const kept = known.get(patterns);
  if (kept) return kept;
  const table = new Table(patterns.map(compile).filter((segments) => segments.length > 0));
  const state = table.start();
  known.set(patterns, state);
  return state;
}

/** Whether one of the patterns names this key or something above it. */
export function matchesKey(patterns: readonly string[], key: readonly (string | number)[]): boolean {
  let state = keyPatterns(patterns);
  for (const step of key) state = state.after(step);
  return state.matched;
}

const matched: KeyState = { matched: true, leadsNowhere: false, after: () => matched };
const nowhere: KeyState = { matched: false, leadsNowhere: true, after: () => nowhere };

/**
 * All patterns one behind the other, each with its end, as sets of bits: bit `i` of a set is segment `i`.
 * @see R. Baeza-Yates, G. Gonnet: A New Approach to Text Searching (1992), the Shift-And algorithm
 */
class Table {
  private readonly size: number;
  private readonly starts: Uint32Array;
  private readonly ends: Uint32Array;
  private readonly anys: Uint32Array;
  private readonly ones: Uint32Array;
  private readonly keys = new Map<string, Uint32Array>();
  private readonly items: { readonly text: string; readonly fields: readonly string[]; readonly set: Uint32Array }[] =
    [];

  constructor(patterns: readonly (readonly Segment[])[]) {
    this.size = Math.ceil(patterns.reduce((sum, { length }) => sum + length + 1, 0) / 32);
    [this.starts, this.ends, this.anys, this.ones] = [this.none(), this.none(), this.none(), this.none()];
    let at = 0;
    for (const segments of patterns) {
      put(this.starts, at);
      for (const segment of segments) put(this.setOf(segment), at++);
      put(this.ends, at++);
    }
  }

  start(): KeyState {
    return this.state(this.starts.slice());
  }

  private none(): Uint32Array {
    return new Uint32Array(this.size);
  }

  private setOf(segment: Segment): Uint32Array {
    switch (segment.kind) {
      case 'any':
        return this.anys;
      case 'one':
        return this.ones;
      case 'key': {
        const set = this.keys.get(segment.text) ?? this.none();
        this.keys.set(segment.text, set);
        return set;
      }
      case 'item': {
        const same = this.items.find(({ text }) => text === segment.text);
        if (same) return same.set;
        const fields = segment.text.split(',').map((field) => field.trim());
        const made = { text: segment.text, fields, set: this.none() };
        this.items.push(made);
        return made.set;
      }
    }
  }

  /** @param set is kept and changed: after `**`, what follows it may begin as well */
  private state(set: Uint32Array): KeyState {
    shift(set, set, this.anys);
    if (set.some((bits, word) => (bits & (this.ends[word] ?? 0)) !== 0)) return matched;
    return set.every((bits) => bits === 0)
      ? nowhere
      : { matched: false, leadsNowhere: false, after: (step) => this.after(set, step) };
  }

  private after(set: Uint32Array, step: string | number): KeyState {
    const text = String(step);
    const next = this.none();
    shift(next, set, this.ones);
    const fitting = this.keys.get(text);
    if (fitting) shift(next, set, fitting);
    const item = isItem(step) ? new Set(text.split(',')) : undefined;
    for (const wanted of item ? this.items : []) if (fitsItem(wanted, text, item)) shift(next, set, wanted.set);
    // `**` goes on, and a pattern may leave items out.
    for (let word = 0; word < this.size; word += 1) {
      next[word] = (next[word] ?? 0) | ((set[word] ?? 0) & (item ? ~0 : (this.anys[word] ?? 0)));
    }
    return this.state(next);
  }
}

function put(set: Uint32Array, bit: number): void {
  set[bit >> 5] = (set[bit >> 5] ?? 0) | (1 << (bit & 31));
}

/** Adds to `into` what comes behind the bits that `from` and `mask` share. Upwards, so that `into` may be `from`. */
function shift(into: Uint32Array, from: Uint32Array, mask: Uint32Array): void {
  let carry = 0;
  for (let word = 0; word < from.length; word += 1) {
    const both = (from[word] ?? 0) & (mask[word] ?? 0);
    into[word] = (into[word] ?? 0) | (both << 1) | carry;
    carry = both >>> 31;
  }
}

function fitsItem(
  { text, fields }: { readonly text: string; readonly fields: readonly string[] },
  item: string,
  itemFields: ReadonlySet<string> | undefined,
): boolean {
  if (text === '' || text === '*' || text === item) return true;
  if (/^\d+$/.test(text)) return item.startsWith(`${Number(text) + 1} of `);
  return fields.every((field) => itemFields?.has(field));
}

const token = /\[(?:"([^"]*)"|'([^']*)'|([^\]]*))\]|((?:\\.|[^.[\\])+)/g;

function compile(pattern: string): readonly Segment[] {
  const withoutRoot = pattern.trim().replace(/^\$?\./, '');
  const segments = [...withoutRoot.matchAll(token)].map(([, double, single, item, name]): Segment => {
    const quoted = double ?? single;
    if (quoted !== undefined) return { kind: 'key', text: quoted };
    if (item !== undefined) return { kind: 'item', text: item.replace(/["']/g, '') };
    const text = (name ?? '').replace(/\\(.)/g, '$1');
    if (name === '**') return { kind: 'any' };
    return name === '*' ? { kind: 'one' } : { kind: 'key', text };
  });
  // Two of them in a row say no more than one.
  return segments.filter(({ kind }, at) => kind !== 'any' || segments[at - 1]?.kind !== 'any');
}
