import type { ContentKey } from '../../core/promotion/plan';

/** A key as people write it: `spec.containers[name=web].image`; the file itself where the whole of it is meant. */
export function keyText({ path, key }: ContentKey): string {
  if (!key) return path;
  return key.reduce((text, part) => {
    if (part.includes('=')) return `${text}[${part}]`;
    if (/[.\s[\]]/.test(part)) return `${text}["${part}"]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}
