import { gitea } from './api/gitea';
import { azure } from './azure/dialect';
import { bitbucket } from './bitbucket/dialect';
import { bitbucketDataCenter } from './bitbucketDataCenter/dialect';
import type { Dialect } from './dialect';
import { github } from './github/dialect';
import { gitlab } from './gitlab/dialect';
import type { DialectName } from './types';

/** The kinds of server that the double can be. */
export const dialects: Readonly<Record<DialectName, Dialect>> = {
  azure,
  bitbucket,
  bitbucketDataCenter,
  gitea,
  github,
  gitlab,
};
