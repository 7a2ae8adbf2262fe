import type { ForgeIdentity } from './types';

/**
 * The page of a commit on its forge. Source: the addresses that GitHub, Gitea and GitLab themselves give out, below the repository's own page.
 * @param webUrl of the repository, as the forge says it
 */
export function commitPage({ kind }: Pick<ForgeIdentity, 'kind'>, webUrl: string, commit: string): string {
  const base = webUrl.replace(/(?<!\/)\/+$/, '');
  return kind === 'gitlab' ? `${base}/-/commit/${commit}` : `${base}/commit/${commit}`;
}
