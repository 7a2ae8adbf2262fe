import { linkedPage, pageOf, routesBelow } from '../api/below';
import type { Call, RepositoryCall } from '../api/call';
import type { Answer } from '../answer';
import { Refusal } from '../refusal';
import { accessOf } from '../state';

export const { route, onRepository } = routesBelow('/v3', '/v3/repos/:owner/:repo');

/** One page of a list, 30 entries if not asked for more. Source: GitHub REST, "Using pagination". */
export function paged<T>(
  call: Call,
  entries: readonly T[],
  view: (entry: T) => object | Promise<object>,
  wrap?: (page: readonly object[]) => unknown,
): Promise<Answer> {
  return linkedPage(pageOf(call, entries, { name: 'per_page', usual: 30, most: 100 }), view, wrap);
}

/** What is for administrators is not there for anybody else. */
export function administered({ account, repository }: RepositoryCall): void {
  if (accessOf(account, repository) !== 'admin' || account?.scope === 'read') throw Refusal.notFound('Not Found');
}

/** 422, with what is wrong in its own words. Source: GitHub REST, "Troubleshooting", "Validation failed". */
export class Invalid extends Refusal {
  constructor(
    readonly errors: readonly object[],
    message = 'Validation Failed',
  ) {
    super(422, message);
  }
}
