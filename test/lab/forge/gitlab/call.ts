import type { Answer } from '../answer';
import { linkedPage, pageOf, routesBelow } from '../api/below';
import type { Call } from '../api/call';

export const { route, onRepository: onProject } = routesBelow('/v4', '/v4/projects/:id');

/** One page of a list, 20 entries if not asked for more, and at most 100. Source: GitLab REST API, "Pagination". */
export function paged<T>(
  call: Call,
  entries: readonly T[],
  view: (entry: T) => object | Promise<object>,
  { counted = true }: { readonly counted?: boolean } = {},
): Promise<Answer> {
  const part = pageOf(call, entries, { name: 'per_page', usual: 20, most: 100 });
  return linkedPage(part, view, undefined, {
    'x-page': String(part.page),
    'x-per-page': String(part.size),
    'x-next-page': part.next === undefined ? '' : String(part.page + 1),
    ...(counted && { 'x-total': String(entries.length), 'x-total-pages': String(part.last) }),
  });
}
