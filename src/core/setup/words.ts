import { message, type Message } from '../support/message';
import type { Part } from './plan/item';
import type { PreparedSetup } from './prepare';

/** What a part is, in words. */
export function partSaid(part: Part, { wish, service }: Pick<PreparedSetup, 'wish' | 'service'>): Message {
  const repository = `${wish.repository.owner}/${wish.repository.name}`;
  switch (part.kind) {
    case 'content':
      return message('content: can be read, renders, and nothing is pending between the environments');
    case 'repository':
      return wish.private
        ? message('repository {repository}, private', { repository })
        : message('repository {repository}, public', { repository });
    case 'branches':
      return message('branches {branches}', { branches: [...wish.branches.keys()].join(', ') });
    case 'defaultBranch':
      return message('default branch {branch}', { branch: wish.defaultBranch });
    case 'protection':
      return message('protection of {branch}', { branch: part.branch });
    case 'webhook':
      return message('webhook {url}', { url: wish.webhook ? shownUrl(wish.webhook.url) : '' });
    case 'catalog':
      return message('entry of {service} in the catalog', { service: service.name });
    case 'access':
      return message('file {file}: namespace, account and rights', { file: part.file });
  }
}

/** What stands behind the host is a secret with many receivers. */
function shownUrl(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname === '/' && search === '' ? '' : '/…'}`;
}
