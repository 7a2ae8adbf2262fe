import { ForgeError } from '../errors';
import type { Answer } from './transport';

/** No list that matters here is longer; a forge that pages without end is not followed. */
const maxPages = 200;

export interface Page<T> {
  readonly entries: readonly T[];
  readonly answer: Answer;
  /** Where the forge's own rule says that a short page is the last one. */
  readonly last?: boolean;
}

/**
 * All entries of a list that comes in pages.
 *
 * The end is where the forge says so (`X-Total-Count`, `Link`), else at an empty page: a page that is shorter than
 * was asked for may just be as long as the server allows. An empty one with a next one is not the end.
 *
 * @param subject what is listed, for the error
 * @throws ForgeError `refused` where the list goes on beyond all measure: what is cut off looks like what is not there
 */
export async function allPages<T>(fetchPage: (page: number) => Promise<Page<T>>, subject: string): Promise<T[]> {
  const all: T[] = [];
  let firstOfPage: string | undefined;
  for (let number = 1; number <= maxPages; number++) {
    const { entries, answer, last } = await fetchPage(number);
    const first = entries.length === 0 ? undefined : JSON.stringify(entries[0]);
    if (first !== undefined && first === firstOfPage) return all; // a server that does not page gives the same again
    firstOfPage = first;
    all.push(...entries);
    const goesOn = entries.length === 0 ? namesNext(answer.headers) : hasMore(answer.headers, all.length);
    if (last === true || !goesOn) return all;
  }
  throw ForgeError.tooLong(subject, all.length);
}

/** Whether the forge has entries beyond those `soFar`; where it says nothing, the next page has to tell. */
export function hasMore(headers: Headers, soFar: number): boolean {
  const total = headers.get('x-total-count');
  if (total !== null && /^\d+$/.test(total)) return soFar < Number(total);
  return namesNext(headers) || (headers.get('link') === null && total === null);
}

function namesNext(headers: Headers): boolean {
  return /rel="?next"?/.test(headers.get('link') ?? '');
}
