import type { ReadPage } from '../http/api';
import { path } from '../http/path';
import { nameOf } from '../repositoryName';
import type { RepositoryRef } from '../types';

/** The address of something of a project, which GitLab finds by its whole path as one part of it, and its name for people. */
export function at(repository: RepositoryRef, below = ''): { path: string; subject: string } {
  const subject = nameOf(repository);
  return { path: `/projects/${part(subject)}${below}`, subject };
}

/** One part of a path, whose slashes are encoded as well: of a project, a group, a branch. */
export function part(value: string | number): string {
  return path`${value}`.replaceAll('/', '%2F');
}

/** GitLab gives full pages up to the last. Source: GitLab REST API, "Pagination". */
export const paged: Pick<ReadPage, 'page' | 'isLast'> = {
  page: (page) => ({ per_page: 100, page }),
  isLast: (_, entries) => entries < 100,
};
