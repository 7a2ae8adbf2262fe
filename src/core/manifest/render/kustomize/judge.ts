import type { Path, Value, ValueMap } from '../../objects';
import { isMapValue } from '../../read/identity';
import { jsonOf } from '../json';
import { fieldName, Refusal } from '../refusal';
import { readStrictly, type StrictDocument } from '../strictYaml';
import { pluginShapes, type Role, type Shape } from './shapes';

/** A file or folder that is named. */
export interface Reference {
  readonly role: Role;
  /** As it is written, without the key of a `key=file`. */
  readonly named: string;
  /** File, line and field, for a person. */
  readonly place: string;
}

export interface Judged {
  /** What was read, in the one spelling that all versions of kustomize read in the same way. */
  readonly value: Value;
  readonly references: readonly Reference[];
}

/**
 * Holds a document against what may stand there, in whatever spelling kustomize takes: Go's `encoding/json` tells field
 * names apart without case. What is not known is refused.
 * @throws Refusal
 */
export function judge(file: string, document: StrictDocument, shape: Shape): Judged {
  const references: Reference[] = [];
  const value = judged(document.value, shape, [], { file, document, references });
  return { value, references };
}

/** Configurations of plugins: of those that are part of kustomize, and no others. @throws Refusal */
export function judgePlugins(file: string, documents: readonly StrictDocument[]): Judged & { readonly text: string } {
  const all = documents.map((document) => {
    const { apiVersion, kind } = isMapValue(document.value) ? document.value : {};
    const shape = apiVersion === 'builtin' && typeof kind === 'string' ? pluginShapes.get(kind) : undefined;
    if (shape) return judge(file, document, shape);
    const place = `${file}:${document.line([])}`;
    throw new Refusal(
      'refused',
      `${place} configures a plugin that is not a part of kustomize: it would be a program.`,
    );
  });
  const values = all.map(({ value }) => value);
  return {
    value: values,
    references: all.flatMap(({ references }) => references),
    text: values.map(jsonOf).join('\n---\n'),
  };
}

interface Context {
  readonly file: string;
  readonly document: StrictDocument;
  readonly references: Reference[];
}

function judged(value: Value, shape: Shape, at: Path, context: Context): Value {
  if (value === null || shape.kind === 'free') return value;
  const place = placeOf(at, context);
  switch (shape.kind) {
    case 'refused':
      if (isEmpty(value)) return null;
      throw new Refusal('refused', `${place} ${shape.why}.`);
    case 'list':
      if (!Array.isArray(value)) throw new Refusal('failed', `${place} is no list.`);
      return (value as readonly Value[]).map((item, index) => judged(item, shape.of, [...at, index], context));
    case 'fields':
      if (!isMapValue(value)) throw new Refusal('failed', `${place} is no map.`);
      return fieldsIn(value, shape.fields, at, context);
    case 'name':
      if (typeof value !== 'string') throw new Refusal('failed', `${place} is no text.`);
      return nameIn(value, shape.role, place, context);
  }
}

function fieldsIn(value: ValueMap, known: ReadonlyMap<string, Shape>, at: Path, context: Context): Value {
  const spelled = new Map([...known.keys()].map((name) => [folded(name), name]));
  const result = new Map<string, Value>();
  for (const [key, inner] of Object.entries(value)) {
    const name = spelled.get(folded(key));
    const shape = name === undefined ? undefined : known.get(name);
    const place = placeOf([...at, key], context);
    if (name === undefined || !shape) throw new Refusal('failed', `${place} is a field that kustomize does not know.`);
    if (result.has(name)) throw new Refusal('failed', `${place} stands twice, in different spellings.`);
    result.set(name, judged(inner, shape, [...at, key], context));
  }
  return Object.fromEntries(result);
}

/** As Go folds the names of fields: the long s and the sign for Kelvin are letters, too. */
function folded(key: string): string {
  return key.replaceAll('\u017f', 's').replaceAll('\u212a', 'k').toLowerCase();
}

/** What is tried as a content first is given only as what it was judged to be, so that it is never tried as a path. */
function nameIn(text: string, role: Role, place: string, { references }: Context): string {
  const isInline = /[\n:{]/.test(text);
  if (role === 'plugin' && isInline) {
    const plugins = judgePlugins(place, inline(text, place));
    references.push(...plugins.references);
    return plugins.text;
  }
  if (role === 'patch' && isInline) return inline(text, place).map(patchText(place)).join('\n---\n');
  const named = role === 'source' ? fileOfSource(text, place) : text;
  references.push({ role, named, place });
  return text;
}

function inline(text: string, place: string): readonly StrictDocument[] {
  const documents = readStrictly(place, text, 'kustomize');
  if (documents.length === 0 || !documents.every(({ value }) => isMapValue(value))) {
    throw new Refusal('remoteBase', `${place} is neither an object nor a file of this repository.`);
  }
  return documents;
}

function patchText(place: string): (document: StrictDocument) => string {
  return ({ value }) => {
    const isObject = isMapValue(value) && ['apiVersion', 'kind'].every((name) => typeof value[name] === 'string');
    if (!isObject) throw new Refusal('failed', `${place} is a patch without apiVersion and kind.`);
    return jsonOf(value);
  };
}

function fileOfSource(text: string, place: string): string {
  const [first = '', file = first, ...more] = text.split('=');
  if (more.length > 0) throw new Refusal('failed', `${place} has more than one “=”.`);
  return file;
}

function placeOf(at: Path, { file, document }: Pick<Context, 'file' | 'document'>): string {
  return `${file}:${document.line(at)}${at.length === 0 ? '' : `: “${fieldName(at)}”`}`;
}

function isEmpty(value: Value): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
