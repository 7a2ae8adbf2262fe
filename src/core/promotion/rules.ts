import { createHash } from 'node:crypto';
import picomatch from 'picomatch';
import type { ContentRules } from '../catalog/catalog';
import type { MergeRules } from '../manifest/merge/contract';

/** What travels along an edge and what stays. Source: promotion.md §3.5. */
export interface PromotionRules {
  /** The path belongs to its environment as a whole. */
  ownsPath(path: string): boolean;
  readonly merge: MergeRules;
  /** Two rules with the same key decide the same. */
  readonly cacheKey: string;
}

export function promotionRules({ environmentOwned }: Pick<ContentRules, 'environmentOwned'>): PromotionRules {
  const { paths, keys } = environmentOwned;
  const patterns = paths.map((path) => path.replace(/^\.?\//, '').replace(/\/$/, ''));
  const matches = picomatch([...patterns, ...patterns.filter(isPlain).map((path) => `${path}/**`)], { dot: true });
  return {
    ownsPath: patterns.length === 0 ? () => false : (path) => matches(path),
    merge: { ownedKeys: keys },
    cacheKey: createHash('sha256')
      .update(JSON.stringify([paths, keys]))
      .digest('hex')
      .slice(0, 16),
  };
}

/** A path without wildcards may mean a folder. */
function isPlain(pattern: string): boolean {
  return !/[*?[\]{}()!]/.test(pattern);
}
