import { azureDevOps } from './azureDevOps';
import { bitbucketCloud } from './bitbucketCloud';
import { bitbucketDataCenter } from './bitbucketDataCenter';
import type { HookKind } from './delivery';
import { distribution } from './distribution';
import { gitea } from './gitea';
import { github } from './github';
import { gitlab } from './gitlab';
import { harbor } from './harbor';

/** Forges whose webhooks are understood, by what a configuration calls them. */
export const forgeHooks = {
  gitea,
  forgejo: gitea,
  github,
  gitlab,
  'bitbucket-cloud': bitbucketCloud,
  'bitbucket-data-center': bitbucketDataCenter,
  'azure-devops': azureDevOps,
} as const satisfies Record<string, HookKind>;
export type ForgeHookName = keyof typeof forgeHooks;

/** Registries whose notifications are understood. GitHub's packages come with the webhooks of GitHub. */
export const registryHooks = { distribution, harbor } as const satisfies Record<string, HookKind>;
export type RegistryHookName = keyof typeof registryHooks;
