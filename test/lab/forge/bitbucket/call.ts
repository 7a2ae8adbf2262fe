import { json, type Answer } from '../answer';
import { pageOf, routesBelow } from '../api/below';
import type { Call } from '../api/call';

export const { route, onRepository } = routesBelow('', '/repositories/:workspace/:repo');

/** One page of a list, 10 entries if not asked for more, with the address of the next one. Source: Bitbucket REST API, "Pagination". */
export async function paged<T>(
  call: Call,
  entries: readonly T[],
  view: (entry: T) => object | Promise<object>,
  most = 100,
): Promise<Answer> {
  const { page, size, entries: some, next } = pageOf(call, entries, { name: 'pagelen', usual: 10, most });
  const values = await Promise.all(some.map(async (one) => view(one)));
  return json(200, { pagelen: size, page, values, ...(next !== undefined && { next }) });
}
