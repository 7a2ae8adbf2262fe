import { join } from 'node:path';
import { rulesBranches, usualDefaults, type RulesBranch } from '../../core/fleet/observe/ownFile';
import type { Heads } from '../../core/git/remote';
import type { Repository } from '../../core/git/repository';
import { readBounded } from '../../core/support/readBounded';
import type { CliContext } from '../context';

/**
 * The branches of a folder that tell the repository's own rules. Of a clone that is the default branch of its origin, of
 * any other repository its own; where neither is known (a fetch without `origin/HEAD`, a detached head), those that are
 * read, and those that usually are it.
 * @param ofOrigin what `defaultOfOrigin` says
 */
export async function rulesBranchesIn(
  repository: Repository,
  heads: Heads,
  origin: string | undefined,
  context: CliContext,
  ofOrigin: Promise<string | undefined>,
): Promise<readonly RulesBranch[]> {
  const usual = origin === undefined ? 'HEAD' : originHead;
  const branch = await (origin === undefined ? ownDefault(repository) : ofOrigin);
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

const originHead = 'refs/remotes/origin/HEAD';

/** What the default branch of origin is called in a clone; nothing where that is not known. It needs no answer to any other question. */
export async function defaultOfOrigin(repository: Repository, signal: AbortSignal): Promise<string | undefined> {
  const args = ['symbolic-ref', '--quiet', '--short', originHead];
  const stdout = await repository.run({ args, signal, answers: [1] });
  const name = stdout.trim();
  return name === '' ? undefined : name;
}

/** What is checked out; nothing where that is no branch. The head of a shell around a repository is a file that we wrote. */
async function ownDefault({ place }: Repository): Promise<string | undefined> {
  const head = (await readBounded(join(place.gitDir, 'HEAD'), maxHeadBytes)).toString('utf8');
  return /^ref: refs\/heads\/(.+)\n?$/.exec(head)?.[1];
}

const maxHeadBytes = 10_000;
