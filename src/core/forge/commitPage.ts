import type { ForgeIdentity, ForgeKind } from './types';

/**
 * The page of a commit on its forge. Source: the addresses that forges themselves give out, below the repository's own page.
 * @param webUrl of the repository, as the forge says it
 */
export function commitPage({ kind }: Pick<ForgeIdentity, 'kind'>, webUrl: string, commit: string): string {
  const base = webUrl.replace(/(?<!\/)\/+$/, '');
  return `${base}/${pages[kind]}/${commit}`;
}

const pages: Readonly<Record<ForgeKind, string>> = {
  azure: 'commit',
  bitbucket: 'commits',
  bitbucketDataCenter: 'commits',
  gitea: 'commit',
  github: 'commit',
  gitlab: '-/commit',
};
