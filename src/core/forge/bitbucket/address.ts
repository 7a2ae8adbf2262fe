import type { Read } from '../http/api';
import { path } from '../http/path';
import { nameOf } from '../repositoryName';
import type { RepositoryRef } from '../types';

/** The address of something of a repository, and its name for people. */
export function at(repository: RepositoryRef, below = ''): { path: string; subject: string } {
  const { owner, name } = repository;
  return { path: `/repositories/${part(owner)}/${part(name)}${below}`, subject: nameOf(repository) };
}

/** One part of an address, whose slashes are encoded as well. */
export function part(value: string): string {
  return path`${value}`.replaceAll('/', '%2F');
}

/** As many as a list gives at once; of pull requests half as many. Source: Bitbucket REST API, "Pagination". */
export const pagelen = 100;
export const pullsPagelen = 50;

export function listAt(repository: RepositoryRef, below: string, query: Read['query'] = {}): Read {
  return { ...at(repository, below), query: { pagelen, ...query } };
}

/**
 * That a field is a text, in Bitbucket's query language. How a quote would be said in a text it does not tell, so that a name
 * with one cannot be asked for: whoever asks reads more, and chooses. Source: Bitbucket REST API, "Filter and sort API objects".
 */
export function isText(field: string, value: string): string | undefined {
  return /["\\\p{Cc}]/u.test(value) ? undefined : `${field}="${value}"`;
}
