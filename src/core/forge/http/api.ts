import * as z from 'zod';
import { ForgeError } from '../errors';
import type { LogTail } from '../runs/logTail';
import type { RepositoryRef } from '../types';
import { maxLinks, nextLink } from './links';
import { allPages } from './pages';
import { parseAnswer } from './parse';
import { path } from './path';
import type { Answer, Request, Transport } from './transport';

export interface Read {
  readonly path: string;
  readonly query?: Request['query'];
  /** What is asked for, in people's words. */
  readonly subject: string;
}

export interface ReadPage extends Read {
  /** The query that names a page, counted from 1. */
  readonly page: (number: number) => Request['query'];
  readonly isLast?: (number: number, entries: number) => boolean;
}

/** A transport as clients use it: answers are parsed, lists are read whole. */
export class Api {
  constructor(
    private readonly transport: Transport,
    private readonly lane: NonNullable<Request['lane']> = 'background',
  ) {}

  /** The same API for what a person waits for. */
  get now(): Api {
    return new Api(this.transport, 'action');
  }

  who(signal: AbortSignal): Promise<string> {
    return this.transport.who(signal);
  }

  async read<T>(schema: z.ZodType<T>, read: Read, signal: AbortSignal): Promise<{ value: T; answer: Answer }> {
    const answer = await this.transport.send({ ...read, method: 'GET', intent: 'read', lane: this.lane }, signal);
    return { value: this.parse(schema, answer, read.path), answer };
  }

  async get<T>(schema: z.ZodType<T>, read: Read, signal: AbortSignal): Promise<T> {
    return (await this.read(schema, read, signal)).value;
  }

  /** All pages of a list; `entriesOf` takes the entries out of the answer that has them. */
  pages<A, T>(
    schema: z.ZodType<A>,
    entriesOf: (page: A, answer: Answer) => readonly T[],
    { page, isLast, ...read }: ReadPage,
    signal: AbortSignal,
  ): Promise<T[]> {
    return allPages(async (number) => {
      const { value, answer } = await this.read(schema, { ...read, query: { ...read.query, ...page(number) } }, signal);
      const entries = entriesOf(value, answer);
      return { entries, answer, last: isLast?.(number, entries.length) ?? false };
    }, read.subject);
  }

  /**
   * All entries of a list whose pages name the next one (`values`, `next`). A page that was there already ends it.
   * @param first only so many pages are wanted; without it a list that goes on beyond all measure is an error, since what is cut
   *   off looks like what is not there
   * @throws ForgeError `redirected` where a link leads out of the API, `refused` where the list is too long to be read
   */
  async linked<T>(entry: z.ZodType<T>, read: Read, signal: AbortSignal, first?: number): Promise<T[]> {
    return this.linkedUpTo(entry, read, signal, { mostPages: first ?? maxLinks, mayBeCut: first !== undefined });
  }

  /** The same, with a measure of its own. */
  async linkedUpTo<T>(
    entry: z.ZodType<T>,
    read: Read,
    signal: AbortSignal,
    { mostPages, mayBeCut = false }: { readonly mostPages: number; readonly mayBeCut?: boolean },
  ): Promise<T[]> {
    const page = z.object({ values: z.array(entry), next: z.string().nullish() });
    const seen = new Set<string>();
    const all: T[] = [];
    let asked: Read | undefined = read;
    while (asked && seen.size < mostPages) {
      seen.add(asked.path);
      const { values, next }: { values: T[]; next?: string | null | undefined } = await this.get(page, asked, signal);
      all.push(...values);
      const path: string | undefined = next ? nextLink(next, this.transport.apiBase, this.transport.host) : undefined;
      asked = path === undefined || seen.has(path) ? undefined : { path, subject: read.subject };
    }
    if (asked && !mayBeCut) throw ForgeError.tooLong(read.subject, all.length);
    return all;
  }

  /** The end of a text for people, whose reader waits for it. */
  tail(read: Read, signal: AbortSignal, accept = '*/*'): Promise<LogTail> {
    return this.transport.tail({ ...read, method: 'GET', intent: 'read', lane: 'action', accept }, signal);
  }

  async write<T>(
    schema: z.ZodType<T>,
    request: Pick<Request, 'method' | 'path' | 'query' | 'body' | 'contentType' | 'subject'> & {
      readonly intent?: Request['intent'];
    },
    signal: AbortSignal,
  ): Promise<T> {
    return this.parse(schema, await this.transport.send({ intent: 'write', ...request }, signal), request.path);
  }

  private parse<T>(schema: z.ZodType<T>, answer: Answer, where: string): T {
    return parseAnswer(schema, answer.body, { host: this.transport.host, path: where });
  }
}

/** The address of something of a repository, as GitHub and Gitea have it, and the repository's name for people. */
export function at({ owner, name }: RepositoryRef, below = ''): { path: string; subject: string } {
  return { path: path`/repos/${owner}/${name}` + below, subject: `${owner}/${name}` };
}
