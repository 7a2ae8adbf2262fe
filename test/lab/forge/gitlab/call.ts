import { json, type Answer } from '../answer';
import type { Call, RepositoryCall, Route } from '../api/call';
import type { Access } from '../types';

/** A route below `/api/v4`. */
export function route(method: string, path: string, handle: (call: Call) => Answer | Promise<Answer>): Route {
  return { on: 'forge', method, path: `/v4${path}`, handle };
}

/** A route below `/api/v4/projects/:id`, for those with at least this access. */
export function onProject(
  method: string,
  path: string,
  access: Access,
  handle: (call: RepositoryCall) => Answer | Promise<Answer>,
): Route {
  return { on: 'repository', method, path: `/v4/projects/:id${path}`, access, handle };
}

/** One page of a list, 20 entries if not asked for more, and at most 100. Source: GitLab REST API, "Pagination". */
export async function paged<T>(
  call: Call,
  entries: readonly T[],
  view: (entry: T) => object | Promise<object>,
  { counted = true }: { readonly counted?: boolean } = {},
): Promise<Answer> {
  const page = Math.max(1, Number(call.query.get('page')) || 1);
  const size = Math.min(100, Number(call.query.get('per_page')) || 20);
  const last = Math.max(1, Math.ceil(entries.length / size));
  const shown = await Promise.all(entries.slice((page - 1) * size, page * size).map(async (entry) => view(entry)));
  const next = new URL(call.asked.url);
  next.searchParams.set('page', String(page + 1));
  return json(200, shown, {
    'x-page': String(page),
    'x-per-page': String(size),
    'x-next-page': page < last ? String(page + 1) : '',
    ...(counted && { 'x-total': String(entries.length), 'x-total-pages': String(last) }),
    link: page < last ? `<${call.forge.url()}${next.pathname}${next.search}>; rel="next"` : '',
  });
}
