import { ageOf } from '../../core/support/age';
import type { PageWords } from '../protocol/words';

/** A text with its places filled. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** How long ago, in the words of the tree. */
export function agoText(at: number, now: number, { ages }: PageWords): string {
  const { unit, count } = ageOf(at, now);
  return fill(unit === 'seconds' ? ages.now : ages[unit], { count });
}
