import type { ForgeKind } from './types';

/** What of a repository is set there: who may push to a branch, how pull requests land, everything else. */
export type SettingsOf = 'branches' | 'landing' | 'repository';

/**
 * The page where a person sets it. Where a forge has no address for the very page that is known to be the same in all its
 * versions, it is the first page of the settings. Source: the menus of each forge; on Azure DevOps, "Set Git repository
 * settings and policies": they are the project's.
 * @param webUrl of the repository, as the forge says it, without a slash at its end
 */
export function settingsPage(kind: ForgeKind, webUrl: string, of: SettingsOf): string {
  if (kind === 'azure') return `${webUrl.replace(/\/_git\/[^/]*$/, '')}/_settings/repositories`;
  return `${webUrl}/${pages[kind][of]}`;
}

const pages: Readonly<Record<Exclude<ForgeKind, 'azure'>, Readonly<Record<SettingsOf, string>>>> = {
  bitbucket: { branches: 'admin', landing: 'admin', repository: 'admin' },
  bitbucketDataCenter: { branches: 'settings', landing: 'settings', repository: 'settings' },
  gitea: { branches: 'settings/branches', landing: 'settings', repository: 'settings' },
  github: { branches: 'settings/branches', landing: 'settings', repository: 'settings' },
  gitlab: { branches: '-/settings/repository', landing: '-/settings/merge_requests', repository: 'edit' },
};
