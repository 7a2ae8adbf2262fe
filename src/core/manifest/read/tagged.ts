import type { Value } from '../objects';
import type { ScalarNode } from './nodes';
import { isNotANumberInJson, numberIn, plainScalar, type Reader } from './scalar';

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
