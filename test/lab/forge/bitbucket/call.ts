import { json, type Answer } from '../answer';
import type { Call, RepositoryCall, Route } from '../api/call';
import type { Access } from '../types';

/** A route below `/2.0`. */
export function route(method: string, path: string, handle: (call: Call) => Answer | Promise<Answer>): Route {
  return { on: 'forge', method, path, handle };
}

/** A route below `/2.0/repositories/{workspace}/{repo_slug}`, for those with at least this access. */
export function onRepository(
  method: string,
  path: string,
  access: Access,
  handle: (call: RepositoryCall) => Answer | Promise<Answer>,
): Route {
  return { on: 'repository', method, path: `/repositories/:workspace/:repo${path}`, access, handle };
}

/** One page of a list, 10 entries if not asked for more, with the address of the next one. Source: Bitbucket REST API, "Pagination". */
export async function paged<T>(
  call: Call,
  entries: readonly T[],
  view: (entry: T) => object | Promise<object>,
  most = 100,
): Promise<Answer> {
  const page = Math.max(1, Number(call.query.get('page')) || 1);
  const pagelen = Math.min(most, Number(call.query.get('pagelen')) || 10);
  const values = await Promise.all(entries.slice((page - 1) * pagelen, page * pagelen).map(async (one) => view(one)));
  const next = new URL(call.asked.url);
  next.searchParams.set('page', String(page + 1));
  const hasMore = page * pagelen < entries.length;
  return json(200, {
    pagelen,
    page,
    values,
    ...(hasMore && { next: `${call.forge.url()}${next.pathname}${next.search}` }),
  });
}
