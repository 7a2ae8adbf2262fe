import type { Value } from '../objects';
import { fieldsOf, TooMuchShared } from './fields';
import { resolved, type YamlNode, type ScalarNode } from './nodes';
import { type Reader, isNotANumberInJson, numberIn, plainScalar } from './scalar';

/** Values, counted once per place where they are used; far above any manifest, far below what a bomb of aliases makes. */
export const maxValues = 500_000;

const tooMany = `More than ${maxValues} values, with what aliases repeat: that is not read.`;

export type NodeProblem = (code: 'duplicateKey' | 'unsupported', at: YamlNode, message: string) => void;

interface Sized {
  readonly value: Value;
  readonly size: number;
}

/**
 * The value as the reader sees it, with aliases and merges followed. An anchor's value is built once and shared.
 * What cannot be read is said through `problem`, and stands as its own text, so that the rest can be used.
 * @throws TooMuchShared where aliases multiply beyond `maxValues`
 */
export function valueOf(root: YamlNode | null, reader: Reader, problem: NodeProblem = () => undefined): Value {
  const known = new Map<YamlNode, Sized>();

  const read = (used: YamlNode | null): Sized => {
    if (!used) return { value: null, size: 1 };
    const node = resolved(used);
    const before = node.anchor === undefined ? undefined : known.get(node);
    if (before) return before;
    const sized = node.kind === 'scalar' ? { value: scalar(node), size: 1 } : collection(node);
    if (node.anchor !== undefined) known.set(node, sized);
    return sized;
  };

  const scalar = (node: Extract<YamlNode, { kind: 'scalar' }>): Value => {
    const reading = readScalar(node, reader);
    if ('value' in reading) return reading.value;
    problem('unsupported', node, reading.refused);
    return node.text;
  };

  /** Each value counts as soon as it is read: what `<<` brings has no anchor of its own, and is read again every time. */
  const collection = (node: Extract<YamlNode, { kind: 'map' | 'list' }>): Sized => {
    let size = 1;
    const sized = (child: YamlNode | null): Value => {
      const inner = read(child);
      size += inner.size;
      if (size > maxValues) throw new TooMuchShared((child ?? node).start, tooMany);
      return inner.value;
    };
    if (node.kind === 'list') {
      const items = node.items.map(({ value }) => sized(value));
      return { value: items, size };
    }
    const entries = [...fieldsOf(node, reader, problem)].map(([key, field]) => [key, sized(field.value)] as const);
    // `fromEntries` defines keys, so that a key `__proto__` is a key like any other.
    const value = Object.fromEntries(entries);
    return { value, size };
  };

  return read(root).value;
}

/** What a scalar means, or why Kubernetes refuses it. */
export type ScalarReading = { readonly value: Value } | { readonly refused: string };

const prefix = 'tag:yaml.org,2002:';

/** Reads a scalar with its tag; unknown tags are ignored, as both readers do. */
export function readScalar(node: ScalarNode, reader: Reader): ScalarReading {
  const { tag, text, style } = node;
  if (tag === undefined) {
    if (style !== 'plain') return { value: text };
    if (isNotANumberInJson(text)) return { refused: `JSON, and so Kubernetes, has no ${text}.` };
    return { value: plainScalar(text, reader) };
  }
  switch (tag.startsWith(prefix) ? tag.slice(prefix.length) : tag) {
    case 'int':
    case 'float': {
      const value = numberIn(text, reader);
      return value === undefined ? { refused: 'The tag says number, the value is none.' } : { value };
    }
    case 'bool': {
      const value = plainScalar(text, 'kubectl');
      return typeof value === 'boolean' ? { value } : { refused: 'The tag says boolean, the value is none.' };
    }
    case 'null':
      return { value: null };
    case 'binary':
      return { value: Buffer.from(text, 'base64').toString('utf8') };
    default:
      return { value: text };
  }
}
