import { compileGlobs } from '../support/globs';

/**
 * Which names of checks a branch asks for. As Gitea has it, a star takes slashes as well; what cannot be read as a pattern
 * is a name.
 */
export function contextsMeant(patterns: readonly string[]): (name: string) => boolean {
  const globs = patterns.filter((pattern) => pattern !== '').map((pattern) => compileGlobs([pattern], { bash: true }));
  return (name) => patterns.includes(name) || globs.some((isMeant) => isMeant?.(name));
}
