import { compileGlobs, type Globs } from '../support/globs';

/**
 * Which files the patterns of `environmentOwned.paths` name: globs, and paths without wildcards, which may mean a folder.
 * Nothing where one of them is no glob that is supported.
 */
export function ownedPaths(paths: readonly string[]): Globs | undefined {
  const patterns = paths.map((path) => path.replace(/^\.?\//, '').replace(/\/$/, ''));
  return compileGlobs([...patterns, ...patterns.filter(isPlain).map((path) => `${path}/**`)]);
}

function isPlain(pattern: string): boolean {
  return !/[*?[\]{}()!]/.test(pattern);
}
