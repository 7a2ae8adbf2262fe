import * as z from 'zod';
import { ForgeError } from '../errors';
import type { Api, Read } from '../http/api';

/** As many as other lists are followed. */
const maxPages = 200;

/**
 * The entries of a list whose pages say where the next one starts (`isLastPage`, `nextPageStart`), which need not be as far on as
 * entries were given. One that says that it goes on, and not where to, is not whole. Source: Bitbucket Data Center REST API, "Paged APIs".
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
    if (isLastPage ?? next <= start) return { entries, isWhole: true };
    if (next <= start || isEnough(entries)) break;
    start = next;
  }
  return { entries, isWhole: false };
}

/** @throws ForgeError `refused` where it cannot be read to its end: what is cut off looks like what is not there */
export async function allOf<T>(api: Api, entry: z.ZodType<T>, read: Read, signal: AbortSignal): Promise<readonly T[]> {
  const { entries, isWhole } = await startPages(api, entry, read, signal);
  if (!isWhole) throw ForgeError.tooLong(read.subject, entries.length);
  return entries;
}

/** The first entry that is meant. @throws ForgeError `refused` where there was none, and the list could not be read to its end */
export async function firstThat<T>(
  api: Api,
  entry: z.ZodType<T>,
  read: Read,
  isMeant: (entry: T) => boolean,
  signal: AbortSignal,
): Promise<T | undefined> {
  const { entries, isWhole } = await startPages(api, entry, read, signal, (soFar) => soFar.some(isMeant));
  const found = entries.find(isMeant);
  if (!found && !isWhole) throw ForgeError.tooLong(read.subject, entries.length);
  return found;
}

/** The first page alone. */
export async function firstOf<T>(api: Api, entry: z.ZodType<T>, read: Read, signal: AbortSignal) {
  return startPages(api, entry, read, signal, () => true);
}
