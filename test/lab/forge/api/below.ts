import { json, type Answer } from '../answer';
import type { Access } from '../types';
import type { Call, RepositoryCall, Route } from './call';

/** How a dialect names its routes. @param all below which all of them lie @param one where those of a repository begin */
export function routesBelow(all: string, one: string) {
  return {
    /** A route of the forge. */
    route: (method: string, path: string, handle: (call: Call) => Answer | Promise<Answer>): Route => ({
      on: 'forge',
      method,
      path: all + path,
      handle,
    }),
    /** A route of a repository, for those with at least this access. */
    onRepository: (
      method: string,
      path: string,
      access: Access,
      handle: (call: RepositoryCall) => Answer | Promise<Answer>,
    ): Route => ({ on: 'repository', method, path: one + path, access, handle }),
  };
}

export interface PageOf<T> {
  readonly page: number;
  readonly size: number;
  readonly last: number;
  readonly entries: readonly T[];
  /** Address of the next one; nothing on the last. */
  readonly next: string | undefined;
}

/** The part of a list that is asked for by its number. @param sizes what the size is called, its usual and its greatest one */
export function pageOf<T>(
  call: Call,
  entries: readonly T[],
  sizes: { readonly name: string; readonly usual: number; readonly most: number },
): PageOf<T> {
  const page = Math.max(1, Number(call.query.get('page')) || 1);
  const size = Math.min(sizes.most, Number(call.query.get(sizes.name)) || sizes.usual);
  const last = Math.max(1, Math.ceil(entries.length / size));
  const next = new URL(call.asked.url);
  next.searchParams.set('page', String(page + 1));
  return {
    ...{ page, size, last },
    entries: entries.slice((page - 1) * size, page * size),
    next: page < last ? `${call.forge.url()}${next.pathname}${next.search}` : undefined,
  };
}

/** One page whose next one the header `Link` names. */
export async function linkedPage<T>(
  { entries, next }: PageOf<T>,
  view: (entry: T) => object | Promise<object>,
  wrap: (page: readonly object[]) => unknown = (page) => page,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const shown = await Promise.all(entries.map(async (one) => view(one)));
  return json(200, wrap(shown), { ...headers, ...(next !== undefined && { link: `<${next}>; rel="next"` }) });
}
