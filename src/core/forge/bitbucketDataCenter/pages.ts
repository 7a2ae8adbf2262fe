import * as z from 'zod';
import type { Api, Read } from '../http/api';

/** As many as other lists are followed. */
const maxPages = 200;

/**
 * All entries of a list whose pages say where the next one starts (`isLastPage`, `nextPageStart`), which need not be as far on as
 * entries were given. One that goes back, or nowhere, ends. Source: Bitbucket Data Center REST API, "Paged APIs".
 * @param isEnough of what is there so far, whether more is not needed
 */
export async function startPages<T>(
  api: Api,
  entry: z.ZodType<T>,
  read: Read,
  signal: AbortSignal,
  isEnough: (soFar: readonly T[]) => boolean = () => false,
): Promise<{ readonly entries: readonly T[]; readonly isWhole: boolean }> {
  const schema = z.object({
    values: z.array(entry),
    isLastPage: z.boolean().nullish(),
    nextPageStart: z.number().int().nullish(),
  });
  const entries: T[] = [];
  let start = 0;
  for (let page = 0; page < maxPages; page++) {
    const query = start === 0 ? read.query : { ...read.query, start };
    const { values, isLastPage, nextPageStart } = await api.get(schema, { ...read, query }, signal);
    entries.push(...values);
    const next = nextPageStart ?? 0;
    if (isLastPage === true || next <= start) return { entries, isWhole: true };
    if (isEnough(entries)) break;
    start = next;
  }
  return { entries, isWhole: false };
}

export async function allOf<T>(api: Api, entry: z.ZodType<T>, read: Read, signal: AbortSignal): Promise<readonly T[]> {
  return (await startPages(api, entry, read, signal)).entries;
}

/** The first page alone. */
export async function firstOf<T>(api: Api, entry: z.ZodType<T>, read: Read, signal: AbortSignal) {
  return startPages(api, entry, read, signal, () => true);
}
