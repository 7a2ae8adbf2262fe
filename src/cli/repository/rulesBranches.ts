import { rulesBranches, usualDefaults, type RulesBranch } from '../../core/fleet/observe/ownFile';
import type { Heads } from '../../core/git/remote';
import type { Repository } from '../../core/git/repository';
import type { CliContext } from '../context';

/**
 * The branches of a folder that tell the repository's own rules. Of a clone that is the default branch of its origin, of
 * any other repository its own; where neither is known (a fetch without `origin/HEAD`, a detached head), those that are
 * read, and those that usually are it.
 */
export async function rulesBranchesIn(
  repository: Repository,
  heads: Heads,
  origin: string | undefined,
  context: CliContext,
): Promise<readonly RulesBranch[]> {
  const usual = origin === undefined ? 'HEAD' : 'refs/remotes/origin/HEAD';
  const branch = await symbolic(repository, usual, context.signal);
  const commit = branch === undefined ? undefined : await repository.resolve(usual);
  if (branch !== undefined && commit !== undefined) return [{ branch, commit }];
  const more = await Promise.all(usualDefaults.map(async (name) => [name, await headOf(repository, name)] as const));
  const known = more.flatMap(([name, head]) => (head === undefined ? [] : [[name, head] as const]));
  const all = rulesBranches(undefined, new Map([...heads, ...known]));
  if (origin !== undefined) {
    const looked = all.map((one) => one.branch).join(', ');
    const told = `the default branch of ${repository.where} is not known; its own rules were looked for on ${looked}`;
    context.warn(`branchline: ${told} (git remote set-head origin --auto)`);
  }
  return all;
}

async function headOf(repository: Repository, branch: string) {
  return (await repository.head(branch)) ?? repository.remoteHead(branch);
}

/** The short name of what a symbolic ref points at; nothing where it is none, as a detached head is. */
async function symbolic(repository: Repository, ref: string, signal: AbortSignal): Promise<string | undefined> {
  const stdout = await repository.run({ args: ['symbolic-ref', '--quiet', '--short', ref], signal, answers: [1] });
  const name = stdout.trim();
  return name === '' ? undefined : name;
}
