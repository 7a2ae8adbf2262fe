import type { Read } from '../http/api';
import { path } from '../http/path';
import { nameOf } from '../repositoryName';
import type { RepositoryRef } from '../types';

/** The APIs below `/rest`, each with a version of its own. Source: Bitbucket Data Center REST API, its groups. */
type Group = 'api' | 'branch-permissions' | 'branch-utils' | 'default-reviewers' | 'required-builds';

/** The address of something of a repository, and its name for people. */
export function at(repository: RepositoryRef, below = '', group: Group = 'api'): { path: string; subject: string } {
  const { owner, name } = repository;
  return {
    path: `/${group}/latest/projects/${part(owner)}/repos/${part(name)}${below}`,
    subject: nameOf(repository),
  };
}

/** One part of an address, whose slashes are encoded as well. */
export function part(value: string): string {
  return path`${value}`.replaceAll('/', '%2F');
}

/** What a list is asked to give at once; servers give less where they are set so. Source: its REST API, "Paged APIs". */
const limit = 100;

export function listAt(repository: RepositoryRef, below: string, query: Read['query'] = {}, group?: Group): Read {
  return { ...at(repository, below, group), query: { limit, ...query } };
}

export const branchPrefix = 'refs/heads/';

/** A branch as the API names it. */
export function refOf(branch: string): string {
  return branchPrefix + branch;
}

/** A branch as people name it; nothing of a tag. */
export function branchOf(ref: string): string | undefined {
  return ref.startsWith(branchPrefix) ? ref.slice(branchPrefix.length) : undefined;
}
