import type { ContentRules, PullRequestTemplates } from './catalog';
import type { ContentFile, PullRequestsFile } from './file';
import { templateKinds } from './pullRequestTemplate';

export const defaultContent: ContentRules = {
  path: '.',
  renderer: 'auto',
  environmentOwned: { paths: [], keys: [] },
};

/** What is said replaces what was: each of path, renderer, paths and keys as a whole, so that a list can also shrink. */
export function overrideContent(rules: ContentRules, said: ContentFile | undefined): ContentRules {
  return {
    path: said?.path === undefined ? rules.path : normalised(said.path),
    renderer: said?.renderer ?? rules.renderer,
    environmentOwned: {
      paths: said?.environmentOwned?.paths ?? rules.environmentOwned.paths,
      keys: said?.environmentOwned?.keys ?? rules.environmentOwned.keys,
    },
  };
}

/** Each title and each body on its own. */
export function overrideTemplates(
  templates: PullRequestTemplates | undefined,
  said: PullRequestsFile | undefined,
): PullRequestTemplates | undefined {
  if (!said) return templates;
  return Object.fromEntries(templateKinds.map((kind) => [kind, { ...templates?.[kind], ...said[kind] }]));
}

/** `./manifests/` is `manifests`. */
function normalised(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return parts.length === 0 ? '.' : parts.join('/');
}
