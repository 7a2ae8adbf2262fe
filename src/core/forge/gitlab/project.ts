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

/**
 * `Link` says which page is the last. A page that is not full, or empty, need not be it: notes that whoever asks may not see are
 * taken out of a page once it is made. Source: GitLab REST API, "Pagination", and how it lists notes.
 */
export const paged: Pick<ReadPage, 'page'> = { page: (page) => ({ per_page: 100, page }) };
