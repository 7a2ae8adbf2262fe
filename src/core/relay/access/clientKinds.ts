import type { ForgeKind } from '../../forge/types';
import type { ForgeHookName } from '../hooks/kinds';

/** Of what kind a forge is to whoever asks it; nothing: there is no client. */
export const clientKinds: Readonly<Record<ForgeHookName, ForgeKind | undefined>> = {
  gitea: 'gitea',
  forgejo: 'gitea',
  github: 'github',
  gitlab: 'gitlab',
  'bitbucket-cloud': 'bitbucket',
  'bitbucket-data-center': 'bitbucketDataCenter',
  'azure-devops': 'azure',
};
