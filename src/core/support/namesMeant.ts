import { compileGlobs } from './globs';

/**
 * Which names patterns mean. As Gitea has it of checks, and GitLab of branches, a star takes slashes as well; what cannot be read as a pattern
 * is a name.
 */
export function namesMeant(patterns: readonly string[]): (name: string) => boolean {
  const globs = patterns.filter((pattern) => pattern !== '').map((pattern) => compileGlobs([pattern], { bash: true }));
  return (name) => patterns.includes(name) || globs.some((isMeant) => isMeant?.(name));
}
