import type { Environment, Service } from '../../catalog/catalog';
import type { ForgeLocation, ServiceLocation } from '../../change/location';
import type { Head, PullRequest } from '../../forge/types';
import { isOwnStatus } from '../../pipeline/ownStatus';
import type { Sha } from '../../support/sha';
import { message } from '../../support/message';
import type { Unknown } from '../../support/observation';
import { namesMeant } from '../../support/namesMeant';
import { again } from './again';
import { factOf, known, type Fact } from '../../support/fact';
import type { ForgeFacts, NamedChecks, SeenChecks } from './facts';
import type { ReadRepository } from './gitFacts';
import type { Host } from './host';
import type { Signals } from './signals';

const mostCommits = 5;
const mostPullRequests = 5;

/** One environment of a service, with what was found out of its repository. */
export interface CellPlace {
  readonly service: Service;
  readonly environment: Environment;
  readonly location: ServiceLocation;
  readonly forge: Fact<ForgeFacts>;
  readonly read: Fact<ReadRepository>;
  readonly host: Host;
}

/** The checks that stood on the newest commits of a branch and of the pull requests towards it: each by itself, as it can be read. */
export async function seenChecks(place: CellPlace, inTime: () => Signals): Promise<SeenChecks> {
  const { location, forge, environment, host } = place;
  const { forge: where } = location;
  if (where.kind === 'unknown') return unseenChecks(where);
  if (forge.kind === 'unknown') return unseenChecks(forge);
  if (forge.value.heads.kind === 'unknown') return unseenChecks(forge.value.heads);
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

/** Neither could be looked at. */
export function unseenChecks(why: Unknown): SeenChecks {
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

/** Merged ones, and open ones where those lack a check: it may be required only since. */
async function onPulls(
  forge: ForgeLocation,
  { service, environment: { name, branch } }: CellPlace,
  { requiredChecks }: Head,
  signal: AbortSignal,
): Promise<NamedChecks> {
  const { client, repository } = forge;
  const isTarget = service.edges.some(({ to }) => to === name);
  if (requiredChecks.length === 0 && !isTarget) return { looked: 0, names: new Set() };
  const merged = await again(() => client.mergedPullRequests(repository, branch, signal));
  const onMerged = await lookThrough(forge, merged, requiredChecks, signal);
  if (isEnough(onMerged, requiredChecks)) return onMerged;
  const open = await again(() => client.openPullRequests(repository, branch, signal));
  const onOpen = await lookThrough(forge, open, requiredChecks, signal);
  return { looked: onMerged.looked + onOpen.looked, names: new Set([...onMerged.names, ...onOpen.names]) };
}

/** The newest first, until all that is required was seen: mostly on the first. */
async function lookThrough(
  forge: ForgeLocation,
  pulls: readonly PullRequest[],
  required: readonly string[],
  signal: AbortSignal,
): Promise<NamedChecks> {
  const newest = pulls.toSorted((one, other) => other.number - one.number).slice(0, mostPullRequests);
  let seen: NamedChecks = { looked: 0, names: new Set() };
  for (const { head } of newest) {
    if (isEnough(seen, required)) return seen;
    const names = await namesAt(forge, head.commit, signal);
    seen = { looked: seen.looked + 1, names: new Set([...seen.names, ...names]) };
  }
  return seen;
}

function isEnough({ looked, names }: NamedChecks, required: readonly string[]): boolean {
  return looked > 0 && required.every((context) => [...names].some(namesMeant([context])));
}
