import type { ForgeKind } from './types';

/** Where the API of a server of one's own lies below its web pages. */
export const apiPaths: Readonly<Record<ForgeKind, string>> = {
  bitbucket: '/2.0',
  bitbucketDataCenter: '/rest',
  gitea: '/api/v1',
  github: '/api/v3',
  gitlab: '/api/v4',
  azure: '',
};
