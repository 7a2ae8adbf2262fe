import { compileGlobs } from '../../support/globs';
import type { Head } from '../../forge/types';
import type { CellFacts, SeenChecks } from '../facts/facts';
import type { Outcome } from '../finding';
import { found, whenKnown, type Check } from './outcome';

/** Whether what a branch requires is ever posted, and whether it requires what we post. */
export const requiredChecks: Check = {
  name: 'requiredChecks',
  of: ({ forge, cells }, check) =>
    whenKnown(forge, { check }, ({ host, heads }) =>
      whenKnown(heads, { check }, (known) =>
        cells.flatMap((cell) => {
          const { branch, name: environment } = cell.environment;
          const head = known.find((one) => one.branch === branch);
          if (!head) return [];
          return whenKnown(cell.checks, { check, environment }, (seen) => ofBranch(head, seen, cell, host));
        }),
      ),
    ),
};

function ofBranch(head: Head, seen: SeenChecks, { environment }: CellFacts, host: string): readonly Outcome[] {
  const { branch } = head;
  const where = { environment: environment.name };
  const onPullRequests = [...seen.onPullRequests];
  const isRequired = matcher(head.requiredChecks);
  const missing = head.requiredChecks.flatMap((check): Outcome[] => {
    if (onPullRequests.some(matcher([check]))) return [];
    const { pullRequests: count } = seen;
    if (count === 0) return [found('requiredNotSeen', { branch, check }, where)];
    return [found('requiredNeverPosted', { branch, check, count, host }, where)];
  });
  const ours = onPullRequests.filter((name) => name.startsWith('branchline/') && !isRequired(name));
  return [...missing, ...ours.map((check) => found('verdictNotRequired', { branch, check, host }, where))];
}

/** As Gitea has it, a star takes slashes as well. What cannot be read as a pattern is a name. */
function matcher(patterns: readonly string[]): (name: string) => boolean {
  const globs = patterns.filter((pattern) => pattern !== '').map((pattern) => compileGlobs([pattern], { bash: true }));
  return (name) => patterns.includes(name) || globs.some((isMeant) => isMeant?.(name));
}
