import type { DialectName, RepositoryName } from './types';

/** Where a repository is cloned from, below the address of a forge of that kind. */
export function clonePath(dialect: DialectName, name: RepositoryName): string {
  const [owner = '', repository = ''] = name.split('/');
  // Azure DevOps has a collection before the project, and a marker behind it; Bitbucket Data Center a part before all.
  if (dialect === 'bitbucketDataCenter') return `/scm/${name}.git`;
  return dialect === 'azure' ? `/DefaultCollection/${owner}/_git/${repository}` : `/${name}.git`;
}

/** What a person has to say of a forge whose address does not tell what it is: Bitbucket Cloud has one host, and it is not this one. */
export function toldForges(
  dialect: DialectName,
  forge: string,
): Readonly<Record<string, { readonly kind: DialectName }>> {
  return dialect === 'bitbucket' ? { [new URL(forge).host]: { kind: dialect } } : {};
}

/** The same as a variable for the command line. */
export function forgesVariable(dialect: DialectName, forge: string): Readonly<Record<string, string>> {
  const told = toldForges(dialect, forge);
  return Object.keys(told).length > 0 ? { BRANCHLINE_FORGES: JSON.stringify(told) } : {};
}
