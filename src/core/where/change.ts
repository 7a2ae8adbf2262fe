import type { Repository } from '../git/repository';
import type { PlanMemory } from '../promotion/edge';
import { changedKeys } from '../promotion/content/keySet';
import type { ContentKeySet } from '../promotion/content/keySet';
import type { Chain } from '../promotion/history/chain';
import type { Sha } from '../support/sha';

/** An environment as its branch was read. */
export interface Place {
  readonly environment: string;
  readonly branch: string;
  readonly chain: Chain;
}

/** Environments whose branches are there, in the order of promotion, with their ancestors loaded. */
export async function placesIn(
  { reader, history }: PlanMemory,
  environments: readonly { readonly name: string; readonly branch: string }[],
  heads: ReadonlyMap<string, Sha>,
  signal: AbortSignal,
): Promise<readonly Place[]> {
  await reader.repository.graph.load([...heads.values()], signal);
  return environments.flatMap(({ name, branch }) => {
    const head = heads.get(branch);
    return head === undefined ? [] : [{ environment: name, branch, chain: history.chain(head) }];
  });
}

/** The branches that are promoted to an environment, with their heads. @param places all that are there */
export function upstreamAt(
  places: readonly Place[],
  edges: readonly { readonly from: string; readonly to: string }[],
  environment: string,
): readonly { readonly branch: string; readonly head: Sha }[] {
  return edges.flatMap(({ from, to }) => {
    const source = to === environment ? places.find((place) => place.environment === from) : undefined;
    const head = source?.chain.commits[0];
    return source && head !== undefined ? [{ branch: source.branch, head }] : [];
  });
}

/** What is followed: a commit of the configuration, and the deployment that brought it to the environment it was made for. */
export interface Change {
  readonly commit: Sha;
  readonly deployment: Sha;
  readonly place: Place;
  /** Position of the deployment in the chain of its place. */
  readonly position: number;
  /** What it changed of what travels; empty where all of it belongs to the environment. */
  readonly keys: ContentKeySet;
}

/**
 * The change that a commit is, at the first environment, in the order of promotion, whose branch has it. Nothing where none
 * has.
 */
export async function changeOf(
  memory: PlanMemory,
  places: readonly Place[],
  commit: Sha,
  signal: AbortSignal,
): Promise<Change | undefined> {
  const { repository } = memory.reader;
  for (const place of places) {
    const position = await deployedAt(repository, place, commit, signal);
    const deployment = position === undefined ? undefined : place.chain.commits[position];
    if (position === undefined || deployment === undefined) continue;
    return { commit, deployment, place, position, keys: await keysOf(memory, commit) };
  }
  return undefined;
}

/** The deployment that brought a commit: itself, or the merge that it came with. */
async function deployedAt(
  repository: Repository,
  { chain }: Place,
  commit: Sha,
  signal: AbortSignal,
): Promise<number | undefined> {
  const own = chain.index.get(commit);
  const [head] = chain.commits;
  if (own !== undefined || head === undefined || !repository.graph.isAncestor(commit, head)) return own;
  const path = ['rev-list', '--first-parent', '--ancestry-path', `${commit}..${head}`, '--'];
  const brought = (await repository.run({ args: path, signal })).trimEnd().split('\n').at(-1);
  return brought === undefined ? undefined : chain.index.get(brought);
}

/** By its first parent: what a merge brought counts as its own. */
function keysOf({ reader }: PlanMemory, commit: Sha): Promise<ContentKeySet> {
  const { graph } = reader.repository;
  const [parent] = graph.parents(commit);
  return changedKeys(reader, parent === undefined ? null : graph.tree(parent), graph.tree(commit));
}
