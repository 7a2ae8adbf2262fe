import type { Environment, Service } from '../../catalog/catalog';
import type { ForgeLocation, ServiceLocation } from '../../change/location';
import type { Head, PullRequest } from '../../forge/types';
import { isOwnStatus } from '../../pipeline/ownStatus';
import type { Sha } from '../../support/sha';
import { message } from '../../support/message';
import type { Unknown } from '../../support/observation';
import { contextsMeant } from '../contexts';
import { again } from './again';
import { factOf, known, type Fact } from './fact';
import type { ForgeFacts, NamedChecks, SeenChecks } from './facts';
import type { ReadRepository } from './gitFacts';
import type { Host } from './host';
import type { Signals } from './signals';

const mostCommits = 5;
const mostPullRequests = 5;

export interface ChecksPlace {
  readonly service: Service;
  readonly environment: Environment;
  readonly location: ServiceLocation;
  readonly forge: Fact<ForgeFacts>;
  readonly read: Fact<ReadRepository>;
  readonly host: Host;
}

/** The checks that stood on the newest commits of a branch and of the pull requests towards it: each by itself, as it can be read. */
export async function seenChecks(place: ChecksPlace, inTime: () => Signals): Promise<SeenChecks> {
  const { location, forge, environment, host } = place;
  const { forge: where } = location;
  if (where.kind === 'unknown') return both(where);
  if (forge.kind === 'unknown') return both(forge);
  if (forge.value.heads.kind === 'unknown') return both(forge.value.heads);
  const head = forge.value.heads.value.find(({ branch }) => branch === environment.branch);
  if (!head) return { onBranch: none, onPullRequests: none };
  const asked = <T>(read: (signal: AbortSignal) => Promise<T>) =>
    host.ask(() => {
      const signals = inTime();
      return factOf(read(signals.inTime), forge.value.host, signals.cancelled);
    });
  const isGate = place.service.edges.some(
    ({ from, gates }) => from === environment.name && gates.pipeline === 'required',
  );
  const [onBranch, onPullRequests] = await Promise.all([
    isGate ? asked((signal) => newestOf(where, head.commit, place.read, signal)) : known(none),
    asked((signal) => onPulls(where, place, head, signal)),
  ]);
  return { onBranch: onBranch.kind === 'known' ? onBranch.value : onBranch, onPullRequests };
}

const none: Fact<NamedChecks> = known({ looked: 0, names: new Set() });

function both(why: Unknown): SeenChecks {
  return { onBranch: why, onPullRequests: why };
}

/** Goes back until a pipeline has said something: most branches answer at the head. Without its history, no further. */
async function newestOf(
  forge: ForgeLocation,
  head: Sha,
  read: Fact<ReadRepository>,
  signal: AbortSignal,
): Promise<Fact<NamedChecks>> {
  const history =
    read.kind === 'known' && read.value.repository.graph.has(head) ? read.value.repository.graph : undefined;
  const commits = history ? [...history.firstParents(head)].slice(0, mostCommits) : [head];
  for (const [index, commit] of commits.entries()) {
    // An older one is asked only where a newer one has none.
    const names = (await namesAt(forge, commit, signal)).filter((name) => !isOwnStatus(name));
    if (names.length > 0) return known({ looked: index + 1, names: new Set(names) });
  }
  if (history) return known({ looked: commits.length, names: new Set() });
  return read.kind === 'unknown' ? read : moved;
}

const moved: Unknown = {
  kind: 'unknown',
  reason: 'unreachable',
  said: message('The branch moved while it was looked at.'),
};

async function namesAt({ client, repository }: ForgeLocation, commit: Sha, signal: AbortSignal) {
  return (await again(() => client.checks(repository, commit, signal))).map(({ context }) => context);
}

/** Merged ones, and open ones where those lack a check: it may be required only since. Where nothing is required, one tells what is posted. */
async function onPulls(
  forge: ForgeLocation,
  { service, environment: { name, branch } }: ChecksPlace,
  { requiredChecks }: Head,
  signal: AbortSignal,
): Promise<NamedChecks> {
  const { client, repository } = forge;
  const isTarget = service.edges.some(({ to }) => to === name);
  const most = requiredChecks.length > 0 ? mostPullRequests : isTarget ? 1 : 0;
  if (most === 0) return { looked: 0, names: new Set() };
  const merged = newest(await again(() => client.mergedPullRequests(repository, branch, signal)), most);
  const onMerged = await namesOf(forge, merged, signal);
  if (merged.length > 0 && areAllIn(requiredChecks, onMerged)) return { looked: merged.length, names: onMerged };
  const open = newest(await again(() => client.openPullRequests(repository, branch, signal)), most);
  const onOpen = await namesOf(forge, open, signal);
  return { looked: merged.length + open.length, names: new Set([...onMerged, ...onOpen]) };
}

function newest(pulls: readonly PullRequest[], most: number): readonly PullRequest[] {
  return pulls.toSorted((one, other) => other.number - one.number).slice(0, most);
}

async function namesOf(forge: ForgeLocation, pulls: readonly PullRequest[], signal: AbortSignal) {
  const all = await Promise.all(pulls.map(({ head: { commit } }) => namesAt(forge, commit, signal)));
  return new Set(all.flat());
}

function areAllIn(required: readonly string[], names: ReadonlySet<string>): boolean {
  return required.every((context) => [...names].some(contextsMeant([context])));
}
