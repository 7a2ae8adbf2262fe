import type { PullRequest } from './types';
import type { Sha } from '../support/sha';

/** What pull request brought a deployment. `none`: none of the newest that landed, which are all that is looked at. */
export type BroughtBy =
  | ({ readonly kind: 'pullRequest' } & Pick<PullRequest, 'number' | 'title' | 'author' | 'webUrl'>)
  | { readonly kind: 'none' }
  | { readonly kind: 'noForge' };

/** The one whose merge a deployment is; where none is, the one that landed as it was. @param merged the newest that landed on its branch */
export function broughtBy(
  merged: readonly Pick<PullRequest, 'number' | 'title' | 'author' | 'webUrl' | 'head' | 'mergeCommit'>[],
  commit: Sha,
): BroughtBy {
  const found =
    merged.find(({ mergeCommit }) => mergeCommit === commit) ?? merged.find(({ head }) => head.commit === commit);
  if (!found) return { kind: 'none' };
  const { number, title, author, webUrl } = found;
  return { kind: 'pullRequest', number, title, author, webUrl };
}
