import type { MovedBy } from '../../catalog/movedBy';
import type { BranchOwner } from './owner';

/**
 * Who moves a branch, by what the catalog says and what was seen of the clusters. An engine that is seen is one whatever is said; where none
 * is, the team's word counts, and without it what was seen.
 */
export function declaredOwner(said: MovedBy | undefined, seen: BranchOwner | undefined): BranchOwner | undefined {
  if (!said) return seen;
  if (seen?.kind === 'engine') return said.kind === 'people' ? { ...seen, isDenied: true } : seen;
  return said.kind === 'people' ? { kind: 'people' } : { kind: 'declared', engine: said.engine, ...(seen && { seen }) };
}
