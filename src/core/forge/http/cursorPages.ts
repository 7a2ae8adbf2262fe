import type { z } from 'zod';
import { ForgeError } from '../errors';
import type { Api, Read } from './api';

/** As many as `allPages` follows. */
const maxPages = 200;

export interface ReadByCursor extends Read {
  /** The header that says where the list goes on; nothing at its end. */
  readonly header: string;
  /** The query that goes on there. */
  readonly next: (cursor: string) => Read['query'];
}

/** All entries of a list whose every answer says where it goes on. One that goes on in a circle ends. */
export async function cursorPages<A, T>(
  api: Api,
  schema: z.ZodType<A>,
  entriesOf: (page: A) => readonly T[],
  { header, next, ...read }: ReadByCursor,
  signal: AbortSignal,
): Promise<T[]> {
  const all: T[] = [];
  const seen = new Set<string>();
  let query = read.query;
  for (let page = 0; page < maxPages; page++) {
    const { value, answer } = await api.read(schema, { ...read, query }, signal);
    all.push(...entriesOf(value));
    const cursor = answer.headers.get(header);
    if (cursor === null || cursor === '' || seen.has(cursor)) return all;
    seen.add(cursor);
    query = { ...read.query, ...next(cursor) };
  }
  throw ForgeError.tooLong(read.subject, all.length); // what is cut off looks like what is not there
}
