import { json, type Answer } from '../answer';
import { routesBelow } from '../api/below';
import type { Call, RepositoryCall, Route } from '../api/call';
import { Refusal } from '../refusal';
import type { Access } from '../types';

/** A refusal with the name of the exception that it comes from, and what else the error has. */
export class Thrown extends Refusal {
  constructor(
    status: number,
    readonly exceptionName: string,
    message: string,
    readonly more: object = {},
  ) {
    super(status, message);
  }
}

export const mayNot = new Thrown(401, 'AuthorisationException', 'You are not permitted to access this resource');

/** A route below `/rest`. */
export const { route } = routesBelow('', '');

/** A route about a repository in one of the APIs, for those with at least this access. */
export function onRepository(
  method: string,
  path: string,
  access: Access,
  handle: (call: RepositoryCall) => Answer | Promise<Answer>,
  group = 'api',
): Route {
  return { on: 'repository', method, path: `/${group}/latest/projects/:project/repos/:repo${path}`, access, handle };
}

/** One page of a list, 25 entries if not asked for more. Source: Bitbucket Data Center REST API, "Paged APIs". */
export async function paged<T>(
  call: Call,
  entries: readonly T[],
  view: (entry: T) => unknown,
  more: object = {},
): Promise<Answer> {
  const start = Math.max(0, Number(call.query.get('start')) || 0);
  const limit = Math.min(1_000, Number(call.query.get('limit')) || 25);
  const values = await Promise.all(entries.slice(start, start + limit).map(view));
  const isLastPage = start + limit >= entries.length;
  const next = isLastPage ? {} : { nextPageStart: start + limit };
  return json(200, { size: values.length, limit, isLastPage, start, values, ...next, ...more });
}
