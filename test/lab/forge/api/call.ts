import { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import type { z } from 'zod';
import { json, type Answer, type Asked } from '../answer';
import type { ForgeParts } from '../parts';
import { Refusal } from '../refusal';
import type { AccountRecord, RepositoryRecord } from '../state';
import type { Access } from '../types';

/** One call of the API, after its route was found. */
export interface Call {
  readonly forge: ForgeParts;
  readonly asked: Asked;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** `undefined`: nobody signed in. */
  readonly account: AccountRecord | undefined;
}

export interface RepositoryCall extends Call {
  readonly repository: RepositoryRecord;
}

export type Route = { readonly method: string; readonly path: string } & (
  | { readonly on: 'forge'; readonly handle: (call: Call) => Answer | Promise<Answer> }
  | {
      readonly on: 'repository';
      readonly access: Access;
      readonly handle: (call: RepositoryCall) => Answer | Promise<Answer>;
    }
);

/** A route below `/api/v1`. `:name` takes one segment, a last `*` the rest. */
export function route(method: string, path: string, handle: (call: Call) => Answer | Promise<Answer>): Route {
  return { on: 'forge', method, path, handle };
}

/** A route below `/api/v1/repos/{owner}/{repo}`, for those with at least this access. */
export function onRepository(
  method: string,
  path: string,
  access: Access,
  handle: (call: RepositoryCall) => Answer | Promise<Answer>,
): Route {
  return { on: 'repository', method, path: `/repos/:owner/:repo${path}`, access, handle };
}

export function param(call: Call, name: string): string {
  return call.params[name] ?? '';
}

/** Who is signed in; 401 where nobody is. */
export function signedIn({ account }: Call): AccountRecord {
  if (!account) throw new Refusal(401, 'token is required');
  return account;
}

/** The body, parsed; 422 in Gitea's words where it does not fit. */
export async function bodyOf<T>(call: Call, schema: z.ZodType<T>): Promise<T> {
  const sent = await readText(Readable.from(call.asked.body));
  const parsed = schema.safeParse(parseJson(sent));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = String(issue?.path[0] ?? '');
  throw Refusal.invalid(`[${field.charAt(0).toUpperCase()}${field.slice(1)}]: ${issue?.message ?? 'Invalid'}`);
}

function parseJson(sent: string): unknown {
  try {
    return JSON.parse(sent === '' ? '{}' : sent);
  } catch {
    throw Refusal.invalid('[]: invalid JSON');
  }
}

const defaultLimit = 30;
const greatestLimit = 50;

/** One page of a list, with Gitea's `Link` and `X-Total-Count`; at most 50 entries, 30 if not asked for more. */
export async function paged<T>(
  call: Call,
  entries: readonly T[],
  view: (entry: T) => object | Promise<object>,
  wrap: (page: readonly object[]) => unknown = (page) => page,
): Promise<Answer> {
  const page = Math.max(1, positive(call.query.get('page')) ?? 1);
  const limit = Math.min(greatestLimit, positive(call.query.get('limit')) ?? defaultLimit);
  const last = Math.max(1, Math.ceil(entries.length / limit));
  const shown = await Promise.all(entries.slice((page - 1) * limit, page * limit).map(async (entry) => view(entry)));
  const link = links(call, page, last);
  return json(200, wrap(shown), { 'x-total-count': String(entries.length), ...(link === '' ? {} : { link }) });
}

function links(call: Call, page: number, last: number): string {
  const to = (number: number, relation: string): string => {
    const url = new URL(call.asked.url);
    url.searchParams.set('page', String(number));
    return `<${call.forge.url()}${url.pathname}${url.search}>; rel="${relation}"`;
  };
  return [
    ...(page < last ? [to(page + 1, 'next'), to(last, 'last')] : []),
    ...(page > 1 ? [to(1, 'first'), to(page - 1, 'prev')] : []),
  ].join(',');
}

function positive(value: string | null): number | undefined {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}
