import type { DeclaredEngine } from '../../catalog/movedBy';
import type { GitopsStatus } from '../../cluster/gitops/status';
import type { Observation, Unknown } from '../../support/observation';

/**
 * Who moves a branch beside the people who land pull requests on it. `nobody`: somebody looked where engines keep what they
 * are told, and none names the branch. `people`: the catalog says so, and nobody has to look. `declared`: the catalog names an engine,
 * and nothing is seen of it. `isDenied`: an engine is seen where the catalog says that people move the branch. Not knowing is no sign
 * that nobody does.
 * @see docs/controllers.md, "Who moves a branch"
 */
export type BranchOwner =
  | { readonly kind: 'nobody'; readonly observed: Observation }
  | { readonly kind: 'people' }
  | {
      readonly kind: 'engine';
      readonly status: GitopsStatus;
      readonly observed: Observation;
      readonly isDenied?: true;
    }
  | { readonly kind: 'declared'; readonly engine: DeclaredEngine; readonly seen?: BranchOwner }
  | Unknown;
