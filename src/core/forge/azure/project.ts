import type * as z from 'zod';
import type { Api, Read, ReadPage } from '../http/api';
import { cursorPages } from '../http/cursorPages';
import { path } from '../http/path';
import { nameOf } from '../repositoryName';
import type { RepositoryRef } from '../types';

/** That of Azure DevOps Server 2020, which Services and later servers know as well; what is not released there is asked for as such. */
export const released = { 'api-version': '6.0' };
export const unreleased = { 'api-version': '6.0-preview.1' };

/** The address of something of a project. */
export function inProject(project: string, below: string): Read {
  return { path: `/${part(project)}/_apis${below}`, subject: project, query: released };
}

/** The address of something of a repository, which is found by its name, and its name for people. */
export function at(repository: RepositoryRef, below = ''): Read {
  const { path: where, query } = inProject(repository.owner, `/git/repositories/${part(repository.name)}${below}`);
  return { path: where, subject: nameOf(repository), query };
}

/** One part of a path, whose slashes are encoded as well. */
export function part(value: string | number): string {
  return path`${value}`.replaceAll('/', '%2F');
}

const pageSize = 100;

/** Lists that are counted by what was read so far: one that is not full is the last. */
export const skipping: Pick<ReadPage, 'page' | 'isLast'> = {
  page: (page) => ({ $top: pageSize, $skip: (page - 1) * pageSize }),
  isLast: (_, entries) => entries < pageSize,
};

/** Lists that say where they go on. Source: Azure DevOps REST API, "continuationToken". */
export function continued<T>(api: Api, schema: z.ZodType<readonly T[]>, read: Read, signal: AbortSignal): Promise<T[]> {
  const next = (continuationToken: string) => ({ continuationToken });
  return cursorPages(api, schema, (page) => page, { ...read, header: 'x-ms-continuationtoken', next }, signal);
}

/** What stands in the name of a ref before that of its branch. */
export const heads = 'refs/heads/';

export function branchOf(ref: string): string {
  return ref.startsWith(heads) ? ref.slice(heads.length) : ref;
}
