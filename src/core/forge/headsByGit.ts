import type { Sha } from '../support/sha';

/**
 * Where branches are, asked of git.
 * @param url that the repository is cloned from, `https://…`
 * @throws where git does not get through
 */
export type HeadsByGit = (
  url: string,
  branches: readonly string[],
  signal: AbortSignal,
) => Promise<ReadonlyMap<string, Sha>>;
