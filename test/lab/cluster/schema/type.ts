/**
 * The shapes of the API's objects, in a language small enough to read:
 *
 *     string int number bool quantity intOrString time bytes any   scalars
 *     int?           a pointer in the server: kept when it is 0, "" or false; without `?` a zero value is dropped
 *     PodSpec        a struct, kept when empty        =PodSpec  always there, even as {}
 *     {string}       a map                            PodSpec! {string}!  owned as a whole (atomic)
 *     [string]       a list owned as a whole          [string]set   a set
 *     [Port]port+protocol   a list whose items are known by their keys
 *     =[Container]name      a list that is always there
 */
export type Type =
  | { readonly kind: 'scalar'; readonly of: Scalar; readonly pointer: boolean }
  | { readonly kind: 'struct'; readonly name: string; readonly atomic: boolean; readonly always: boolean }
  | { readonly kind: 'map'; readonly of: Type; readonly atomic: boolean }
  | {
      readonly kind: 'list';
      readonly of: Type;
      readonly known: 'atomic' | 'set' | 'byKey';
      readonly keys: readonly string[];
      readonly always: boolean;
    }
  | { readonly kind: 'any' };

const scalars = ['string', 'int', 'number', 'bool', 'quantity', 'intOrString', 'time', 'bytes'] as const;
export type Scalar = (typeof scalars)[number];

const isScalar = (word: string): word is Scalar => (scalars as readonly string[]).includes(word);

export const any: Type = { kind: 'any' };

export function parseType(text: string): Type {
  const always = text.startsWith('=');
  const body = always ? text.slice(1) : text;
  if (body === 'any') return any;
  if (body.startsWith('{')) {
    return { kind: 'map', of: parseType(body.slice(1, body.lastIndexOf('}'))), atomic: body.endsWith('!') };
  }
  if (body.startsWith('[')) {
    const end = body.lastIndexOf(']');
    const suffix = body.slice(end + 1);
    const known = suffix === '' ? 'atomic' : suffix === 'set' ? 'set' : 'byKey';
    return {
      kind: 'list',
      of: parseType(body.slice(1, end)),
      known,
      keys: known === 'byKey' ? suffix.split('+') : [],
      always,
    };
  }
  const word = body.replace(/[?!]$/, '');
  if (isScalar(word)) return { kind: 'scalar', of: word, pointer: body.endsWith('?') };
  return { kind: 'struct', name: word, atomic: body.endsWith('!'), always };
}

/** Field types by name; several names that share a type stand in one key, separated by spaces. */
export type StructText = Readonly<Record<string, string>>;

export interface Struct {
  readonly name: string;
  /** As OpenAPI names it: `io.k8s.api.core.v1.Container`. */
  readonly fullName: string;
  readonly fields: ReadonlyMap<string, Type>;
}

/** Reads the structs of one package, e.g. `io.k8s.api.core.v1`. */
export function structsOf(packageName: string, texts: Readonly<Record<string, StructText>>): readonly Struct[] {
  return Object.entries(texts).map(([name, text]) => ({
    name,
    fullName: `${packageName}.${name}`,
    fields: new Map(
      Object.entries(text).flatMap(([names, type]) =>
        names.split(' ').map((field) => [field, parseType(type)] as const),
      ),
    ),
  }));
}
