import { header, json, type Answer, type Asked } from '../answer';
import type { ForgeParts } from '../parts';
import { Refusal } from '../refusal';
import { accessOf, atLeast, type AccountRecord } from '../state';
import { accountRoutes } from './accounts';
import { signedIn, type Call, type Route } from './call';
import { contentRoutes } from './contents';
import { discussionRoutes } from './discussion';
import { hookRoutes } from './hooks';
import { pullRequestRoutes } from './pulls';
import { repositoryRoutes } from './repositories';
import { statusRoutes } from './statuses';

export const apiPrefix = '/api/v1';

/** Earlier routes win: `/repos/search` is no repository, `/pulls/1/merge` no pair of branches. */
const routes: readonly Route[] = [
  ...accountRoutes,
  ...repositoryRoutes,
  ...pullRequestRoutes,
  ...discussionRoutes,
  ...statusRoutes,
  ...contentRoutes,
  ...hookRoutes,
];

/** Answers a call below `/api/v1`; a refusal becomes Gitea's error object. */
export async function answerApi(forge: ForgeParts, asked: Asked): Promise<Answer> {
  try {
    return await dispatch(forge, asked);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return json(error.status, { message: error.message, url: `${forge.url()}/api/swagger` }, error.headers);
  }
}

async function dispatch(forge: ForgeParts, asked: Asked): Promise<Answer> {
  const account = authenticated(forge, asked);
  const { route, params } = findRoute(asked);
  const call: Call = { forge, asked, account, params, query: asked.url.searchParams };
  if (asked.method !== 'GET' && account) demandWritingScope(account, route);
  if (route.on === 'forge') {
    if (asked.method !== 'GET') signedIn(call);
    return route.handle(call);
  }
  const repository = forge.repositories.find(`${params['owner'] ?? ''}/${params['repo'] ?? ''}`);
  const access = repository ? accessOf(account, repository) : 'none';
  // What is hidden is not there, before anything else: nobody learns by a 401 that it exists.
  if (!repository || access === 'none') throw Refusal.notFound("The target couldn't be found.");
  if (asked.method !== 'GET') signedIn(call);
  if (!repository.hasPullRequests && /^\/repos\/:owner\/:repo\/pulls\b/.test(route.path)) throw Refusal.notFound();
  if (!atLeast(access, route.access)) throw new Refusal(403, 'user should have a permission to write to a repo');
  if (asked.method !== 'GET' && repository.archived) throw new Refusal(423, `Repo is archived: ${repository.fullName}`);
  return route.handle({ ...call, repository });
}

function authenticated(forge: ForgeParts, asked: Asked): AccountRecord | undefined {
  const identity = forge.accounts.identify(header(asked, 'authorization'));
  if (identity.kind === 'unknown') throw new Refusal(401, 'user does not exist [uid: 0, name: ]');
  return identity.kind === 'account' ? identity.account : undefined;
}

function demandWritingScope(account: AccountRecord, { path }: Route): void {
  const needed = path.startsWith('/orgs/')
    ? 'organization'
    : /\/(?:issues|labels)\b/.test(path)
      ? 'issue'
      : 'repository';
  if (account.scope === 'all' || account.scope === needed) return;
  throw new Refusal(403, `token does not have at least one of required scope(s), required=[write:${needed}]`);
}

function findRoute(asked: Asked): { route: Route; params: Record<string, string> } {
  const segments = asked.url.pathname.slice(apiPrefix.length).split('/').filter(Boolean).map(decoded);
  for (const route of routes) {
    if (route.method !== asked.method) continue;
    const params = matched(route.path.split('/').filter(Boolean), segments);
    if (params) return { route, params };
  }
  throw Refusal.notFound();
}

function matched(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const open = pattern.at(-1) === '*';
  if (open ? segments.length < pattern.length : segments.length !== pattern.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part === '*') params['*'] = segments.slice(index).join('/');
    else if (part === ':number' && !/^\d+$/.test(segment)) return undefined;
    else if (part.startsWith(':')) params[part.slice(1)] = segment;
    else if (part !== segment) return undefined;
  }
  return params;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Refusal(400, 'Malformed address');
  }
}
