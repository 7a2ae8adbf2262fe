import { createHash } from 'node:crypto';
import type { ContentRules } from '../../catalog/catalog';
import { ownedPaths } from '../../catalog/ownedPaths';
import type { MergeRules } from '../../manifest/merge/contract';

/** What travels along an edge and what stays. Source: docs/promotion.md, "Promoting". */
export interface PromotionRules {
  /** The path belongs to its environment as a whole. */
  ownsPath(path: string): boolean;
  readonly merge: MergeRules;
  /** Two rules with the same key decide the same. */
  readonly cacheKey: string;
}

export function promotionRules({ environmentOwned }: Pick<ContentRules, 'environmentOwned'>): PromotionRules {
  const { paths, keys } = environmentOwned;
  const ownsPath = ownedPaths(paths);
  // The check of the file that names them refuses these: without it, what belongs to an environment would travel.
  if (!ownsPath) throw new RangeError(`A pattern of environmentOwned.paths is not supported: ${paths.join(', ')}`);
  return {
    ownsPath,
    merge: { ownedKeys: keys },
    cacheKey: createHash('sha256')
      .update(JSON.stringify([paths, keys]))
      .digest('hex')
      .slice(0, 16),
  };
}
