import type { Commit } from '../git/objects';
import type { PlanMemory } from '../promotion/edge';
import { planCommit } from '../promotion/history/planCommit';
import type { Sha } from '../support/sha';
import { broughtVersion, type WantedVersion } from './broughtVersion';
import type { Place } from './change';
import type { Question } from './question';

/** What a search came to: commits, the newest first. */
export interface Matches {
  readonly commits: readonly Sha[];
  /** There may be older ones. */
  readonly isCut: boolean;
}

/** How many commits that git finds are looked at. */
const mostLooked = 500;

/** The commits of these environments that somebody can mean. @param places in the order of promotion, their ancestors loaded */
export async function search(
  memory: PlanMemory,
  places: readonly Place[],
  question: Question,
  signal: AbortSignal,
): Promise<Matches> {
  const { repository } = memory.reader;
  switch (question.kind) {
    case 'commit': {
      const named = await byName(memory, places, question.text);
      return named ?? byVersion(memory, places, { version: question.text }, signal);
    }
    case 'pullRequest':
      return matching(
        `--grep=#${question.number}`,
        (commit, sha) => planCommit(commit, sha).pullRequest === question.number,
      );
    case 'word':
      return matching(`--grep=${question.text}`, ({ message }) => hasWord(message, question.text));
    case 'version':
      return byVersion(memory, places, question, signal);
  }

  async function matching(grep: string, fits: (commit: Commit, sha: Sha) => boolean): Promise<Matches> {
    const found = await listed(memory, places, ['rev-list', '--fixed-strings', grep], signal);
    const commits = await Promise.all(found.map(async (sha) => ({ sha, commit: await repository.commit(sha) })));
    const fitting = commits.filter(({ commit, sha }) => fits(commit, sha));
    return { commits: fitting.map(({ sha }) => sha), isCut: found.length === mostLooked };
  }
}

/** `SHOP-31` is none in `SHOP-311`, nor in `SHOP-31-b`. */
function hasWord(message: string, word: string): boolean {
  const around = message.split(word);
  const isApart = (letter: string | undefined) => letter === undefined || !/[\w-]/.test(letter);
  return around.slice(1).some((after, at) => isApart(around[at]?.at(-1)) && isApart(after[0]));
}

async function byName({ reader }: PlanMemory, places: readonly Place[], name: string): Promise<Matches | undefined> {
  const { repository } = reader;
  const commit = await repository.resolve(name);
  const isDeployed = places.some(({ chain }) => {
    const [head] = chain.commits;
    return commit !== undefined && head !== undefined && repository.graph.isAncestor(commit, head);
  });
  return commit !== undefined && isDeployed ? { commits: [commit], isCut: false } : undefined;
}

/** Deployments after which an image has this version, and had not before. */
async function byVersion(
  memory: PlanMemory,
  places: readonly Place[],
  wanted: WantedVersion,
  signal: AbortSignal,
): Promise<Matches> {
  const counts = ['log', '--no-show-signature', '--format=%H', '--first-parent', '--diff-merges=first-parent'];
  const plain = ['--no-patch', '--no-ext-diff', '--no-textconv', `-S${wanted.version}`];
  const found = await listed(memory, places, [...counts, ...plain], signal);
  const commits: Sha[] = [];
  for (const sha of found) {
    signal.throwIfAborted();
    if (await broughtVersion(memory, sha, wanted)) commits.push(sha);
  }
  return { commits, isCut: found.length === mostLooked };
}

/** What git lists of all that these environments have had. */
async function listed(
  { reader }: PlanMemory,
  places: readonly Place[],
  command: readonly string[],
  signal: AbortSignal,
): Promise<readonly Sha[]> {
  const heads = new Set(places.flatMap(({ chain }) => chain.commits[0] ?? []));
  if (heads.size === 0) return [];
  const args = [...command, `--max-count=${mostLooked}`, ...heads, '--'];
  return (await reader.repository.run({ args, signal })).split('\n').filter((line) => line !== '');
}
