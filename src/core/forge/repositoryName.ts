import type { RepositoryRef } from './types';

/** A repository as people call it. */
export function nameOf({ owner, name }: RepositoryRef): string {
  return `${owner}/${name}`;
}
