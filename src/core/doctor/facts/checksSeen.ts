import type { Environment, Service } from '../../catalog/catalog';
import type { ForgeLocation, ServiceLocation } from '../../change/location';
import type { PullRequest } from '../../forge/types';
import { isOwnStatus } from '../../pipeline/ownStatus';
import type { Sha } from '../../support/sha';
import { factOf, type Fact } from './fact';
import type { ForgeFacts, SeenChecks } from './facts';
import type { ReadRepository } from './gitFacts';
import type { Signals } from './signals';

const mostCommits = 5;
const mostPullRequests = 5;

export interface ChecksPlace {
  readonly service: Service;
  readonly environment: Environment;
  readonly location: ServiceLocation;
  readonly forge: Fact<ForgeFacts>;
  readonly read: Fact<ReadRepository>;
}

/** The checks that stood on the newest commits of a branch and of the pull requests towards it. */
export async function seenChecks(place: ChecksPlace, { inTime, cancelled }: Signals): Promise<Fact<SeenChecks>> {
  const { location, forge, environment } = place;
  if (forge.kind === 'unknown') return forge;
  if (location.forge.kind === 'unknown') return location.forge;
  if (forge.value.heads.kind === 'unknown') return forge.value.heads;
  const head = forge.value.heads.value.find(({ branch }) => branch === environment.branch);
  const reading = head ? seen(location.forge, place, head, inTime) : Promise.resolve(nothingSeen);
  return factOf(reading, forge.value.host, cancelled);
}

const nothingSeen: SeenChecks = {
  commits: 0,
  onBranch: new Set(),
  pullRequests: 0,
  onPullRequests: new Set(),
};

async function seen(
  forge: ForgeLocation,
  { service, environment, read }: ChecksPlace,
  head: { readonly commit: Sha; readonly requiredChecks: readonly string[] },
  signal: AbortSignal,
): Promise<SeenChecks> {
  const at = (commit: Sha) => namesAt(forge, commit, signal);
  const isTarget = service.edges.some(({ to }) => to === environment.name);
  // Where nothing is required, the newest one tells what is posted.
  const most = head.requiredChecks.length > 0 ? mostPullRequests : isTarget ? 1 : 0;
  const pulls = most > 0 ? await newestPulls(forge, environment.branch, most, signal) : [];
  const onPulls = await Promise.all(pulls.map(({ head: { commit } }) => at(commit)));
  return {
    ...(await onBranch(commitsFrom(head.commit, read), at)),
    pullRequests: pulls.length,
    onPullRequests: new Set(onPulls.flat()),
  };
}

/** Goes back until a pipeline has said something: most branches answer at the head. */
async function onBranch(
  commits: readonly Sha[],
  at: (commit: Sha) => Promise<readonly string[]>,
): Promise<Pick<SeenChecks, 'commits' | 'onBranch'>> {
  const [commit, ...older] = commits;
  if (commit === undefined) return { commits: 0, onBranch: new Set() };
  const names = (await at(commit)).filter((name) => !isOwnStatus(name));
  if (names.length > 0) return { commits: 1, onBranch: new Set(names) };
  const further = await onBranch(older, at);
  return { ...further, commits: further.commits + 1 };
}

function commitsFrom(head: Sha, read: Fact<ReadRepository>): readonly Sha[] {
  if (read.kind === 'unknown' || !read.value.repository.graph.has(head)) return [head];
  return [...read.value.repository.graph.firstParents(head)].slice(0, mostCommits);
}

async function namesAt({ client, repository }: ForgeLocation, commit: Sha, signal: AbortSignal) {
  return (await client.checks(repository, commit, signal)).map(({ context }) => context);
}

/** Merged ones, then open ones: what landed has had all that it waited for. */
async function newestPulls(
  { client, repository }: ForgeLocation,
  branch: string,
  most: number,
  signal: AbortSignal,
): Promise<readonly PullRequest[]> {
  const merged = await client.mergedPullRequests(repository, branch, signal);
  const newest = merged.toSorted((one, other) => other.number - one.number).slice(0, most);
  if (newest.length === most) return newest;
  const open = await client.openPullRequests(repository, branch, signal);
  return [...newest, ...open.toSorted((one, other) => other.number - one.number)].slice(0, most);
}
