import type { Answer } from './transport';

/** No list that matters here is longer; a forge that pages without end is not followed. */
const maxPages = 200;

/**
 * All entries of a list that comes in pages.
 *
 * The end is where the forge says so (`X-Total-Count`, `Link`), else at an empty page: a page that is shorter than
 * was asked for may just be as long as the server allows.
 */
export async function allPages<T>(
  fetchPage: (page: number) => Promise<{ entries: readonly T[]; answer: Answer }>,
): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; page <= maxPages; page++) {
    const { entries, answer } = await fetchPage(page);
    all.push(...entries);
    if (entries.length === 0 || !hasMore(answer.headers, all.length)) break;
  }
  return all;
}

export function hasMore(headers: Headers, soFar: number): boolean {
  const total = headers.get('x-total-count');
  if (total !== null && /^\d+$/.test(total)) return soFar < Number(total);
  return /rel="?next"?/.test(headers.get('link') ?? '') || (headers.get('link') === null && total === null);
}
