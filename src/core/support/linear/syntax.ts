/** A regular expression as a tree. Which text a group captures, and how greedy a repetition is, says nothing here. */
export type Node =
  /** One UTF-16 unit. */
  | { readonly kind: 'unit'; readonly accepts: (unit: string) => boolean }
  | { readonly kind: 'sequence'; readonly nodes: readonly Node[] }
  | { readonly kind: 'choice'; readonly nodes: readonly Node[] }
  | { readonly kind: 'repeat'; readonly node: Node; readonly min: number; readonly max: number }
  | { readonly kind: 'look'; readonly node: Node; readonly wanted: boolean }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' };

/** What an expression asks for that cannot be matched in time linear in the text, or is not known here. */
export class UnsupportedSyntax extends Error {}

/**
 * Reads the source of a regular expression that the engine accepts, without flags.
 * @throws UnsupportedSyntax for back-references, looking behind, named groups and word boundaries
 */
export function parseExpression(source: string): Node {
  const reader = new Reader(source);
  const node = reader.choice();
  if (!reader.isAtEnd) throw new UnsupportedSyntax(`Unexpected ${reader.rest}`);
  return node;
}

const quantifier = /[*+?]\??|\{(\d+)(,(\d*))?\}\??/y;
const escape = /\\(?:[xu][0-9A-Fa-f]{2,4}|c[A-Za-z]|[^])/y;
const set = /\[\^?(?:\\[^]|[^\]\\])*\]/y;

class Reader {
  private at = 0;

  constructor(private readonly source: string) {}

  get isAtEnd(): boolean {
    return this.at >= this.source.length;
  }

  get rest(): string {
    return this.source.slice(this.at);
  }

  choice(): Node {
    const nodes = [this.sequence()];
    while (this.take('|')) nodes.push(this.sequence());
    return { kind: 'choice', nodes };
  }

  private sequence(): Node {
    const nodes: Node[] = [];
    while (!this.isAtEnd && !'|)'.includes(this.source.charAt(this.at))) nodes.push(this.repeated(this.atom()));
    return { kind: 'sequence', nodes };
  }

  private repeated(node: Node): Node {
    const found = this.match(quantifier);
    if (!found) return node;
    const [text, least, isRange, most] = found;
    if (least === undefined)
      return { kind: 'repeat', node, min: text.startsWith('+') ? 1 : 0, max: text.startsWith('?') ? 1 : Infinity };
    const min = Number(least);
    return { kind: 'repeat', node, min, max: isRange === undefined ? min : most ? Number(most) : Infinity };
  }

  private atom(): Node {
    if (this.take('(')) return this.group();
    if (this.take('^')) return { kind: 'start' };
    if (this.take('$')) return { kind: 'end' };
    return unit(this.match(escape)?.[0] ?? this.match(set)?.[0] ?? this.source.charAt(this.at++));
  }

  private group(): Node {
    const wanted = this.take('?=') ? true : this.take('?!') ? false : undefined;
    if (wanted === undefined && !this.take('?:') && this.source.charAt(this.at) === '?') {
      throw new UnsupportedSyntax(`Not supported: (${this.rest.slice(0, 3)}`);
    }
    const node = this.choice();
    if (!this.take(')')) throw new UnsupportedSyntax('A group is not closed.');
    return wanted === undefined ? node : { kind: 'look', node, wanted };
  }

  private take(text: string): boolean {
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    if (found) this.at = pattern.lastIndex;
    return found;
  }
}

/** Asks the engine itself, of one unit at a time: that takes no time to speak of, and cannot mean anything else. */
function unit(atom: string): Node {
  if (/^\\[1-9bBkpP]/.test(atom)) throw new UnsupportedSyntax(`Not supported: ${atom}`);
  const text = /^[\w/ :;,@#%&~=<>"'`!-]$/.test(atom) ? atom : undefined;
  if (text !== undefined) return { kind: 'unit', accepts: (one) => one === text };
  const expression = new RegExp(`^(?:${atom})$`);
  return { kind: 'unit', accepts: (one) => expression.test(one) };
}
