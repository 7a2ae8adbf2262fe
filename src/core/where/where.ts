import type { PlanMemory } from '../promotion/edge';
import type { ContentKey, EdgeState, Plan, PlanCommit } from '../promotion/plan';
import { deploymentHistory, type DeploymentRecord } from '../promotion/history/history';
import { planCommit } from '../promotion/history/planCommit';
import { keyOf, partsOf } from '../manifest/merge/entryId';
import type { Sha } from '../support/sha';
import { changeOf, upstreamAt, type Change, type Place } from './change';
import { ChangedSpots, type Presence } from './presence';
import { staysAt, type Stay } from './stays';

/** Where a change is looked for. */
export interface Ways {
  /** In the order of promotion; only those whose branch is there. */
  readonly places: readonly Place[];
  /** Promotion paths, by the names of environments. */
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  readonly planOf: (edge: { readonly from: string; readonly to: string }) => Promise<Plan>;
}

/** One change and its way through the environments. */
export interface Journey {
  readonly change: PlanCommit;
  /** The environment that it was made for, and the deployment that brought it there. */
  readonly madeOn: string;
  readonly made: DeploymentRecord;
  /** How many keys and files it changed that travel; with none it belongs to its environment. */
  readonly places: number;
  readonly environments: readonly Arrival[];
}

export interface Arrival {
  readonly environment: string;
  readonly presence: Presence;
  /** The deployment since which it is as it is; of `overtaken`, since which it or newer is there. Nothing for what never was there. */
  readonly since?: DeploymentRecord | undefined;
  /** When it was there last, where it is not any more. */
  readonly was?: { readonly from: DeploymentRecord; readonly until: DeploymentRecord } | undefined;
  readonly waits?: Waits | undefined;
}

/** What an environment lacks of a change that the one before has. */
export interface Waits {
  readonly from: string;
  /**
   * `pending`: to be promoted. `held`: a rollback took it away. `keepsOwn`: the environment has something of its own there,
   * and no promotion brings it.
   */
  readonly why: 'pending' | 'held' | 'conflict' | 'keepsOwn' | 'unknownBaseline' | 'branchMissing';
  /** How many of its keys. */
  readonly items: number;
}

/** The way of one commit. Nothing where no environment has ever had it. @throws GitError where history is missing */
export async function journeyOf(
  memory: PlanMemory,
  ways: Ways,
  commit: Sha,
  signal: AbortSignal,
): Promise<Journey | undefined> {
  const change = await changeOf(memory, ways.places, commit, signal);
  const made = change && (await recordOf(memory, ways, change.place, change.deployment, signal));
  if (!change || !made) return undefined;
  const spots = await ChangedSpots.of(memory, change);
  const stays = new Map<string, readonly Stay[]>();
  for (const place of spots.isEmpty ? [] : ways.places) {
    stays.set(place.environment, await staysAt(memory, place, change, spots, signal));
  }
  const environments: Arrival[] = [];
  for (const place of ways.places) {
    const own = stays.get(place.environment);
    if (own) environments.push(await arrivalAt(memory, ways, place, change, stays, signal));
  }
  return {
    change: planCommit(await memory.reader.repository.commit(commit), commit),
    madeOn: change.place.environment,
    made,
    places: spots.count,
    environments,
  };
}

async function arrivalAt(
  memory: PlanMemory,
  ways: Ways,
  place: Place,
  change: Change,
  all: ReadonlyMap<string, readonly Stay[]>,
  signal: AbortSignal,
): Promise<Arrival> {
  const stays = all.get(place.environment) ?? [];
  const { environment } = place;
  const record = (stay: Stay | undefined) => stay && recordOf(memory, ways, place, stay.from, signal);
  const [now] = stays;
  const last = stays.findIndex(isHere);
  const first = stays.findIndex((stay, at) => at > last && !isHere(stay));
  const came = last < 0 ? undefined : stays.at(first < 0 ? -1 : first - 1);
  if (now && last === 0) return { environment, presence: now.presence, since: await record(came) };
  const [from, until] = [await record(came), await record(stays[last - 1])];
  return {
    environment,
    presence: now?.presence ?? 'absent',
    since: now?.presence === 'partly' ? await record(now) : undefined,
    was: from && until ? { from, until } : undefined,
    waits: await waitsFor(ways, environment, change, all),
  };
}

function isHere({ presence }: Stay): boolean {
  return presence === 'there' || presence === 'overtaken';
}

/** Nothing where no environment before it has the change, or has it whole: then nothing waits. */
async function waitsFor(
  { edges, planOf }: Ways,
  environment: string,
  change: Change,
  all: ReadonlyMap<string, readonly Stay[]>,
): Promise<Waits | undefined> {
  const ready = edges.find(
    ({ from, to }) => to === environment && (all.get(from)?.[0]?.presence ?? 'absent') !== 'absent',
  );
  return ready && { from: ready.from, ...reasonIn(await planOf(ready), change) };
}

function reasonIn(plan: Plan, { keys }: Change): Pick<Waits, 'why' | 'items'> {
  const single = new Set(
    [...keys.paths].flatMap((path) => [...keys.keysOf(path)].map((key) => nameOf(path, keyOf(partsOf(key).steps)))),
  );
  const ofChange = ({ path, key }: ContentKey) =>
    key === undefined || keys.keysOf(path).size === 0 ? keys.paths.has(path) : single.has(nameOf(path, key));
  const [items, conflicts] = [plan.items.filter(ofChange), plan.conflicts.filter(ofChange)];
  if (conflicts.length > 0) return { why: 'conflict', items: conflicts.length };
  const taken = items.filter(({ reintroduced }) => reintroduced).length;
  if (taken > 0) return { why: 'held', items: taken };
  if (items.length > 0) return { why: 'pending', items: items.length };
  return { why: unplanned[plan.state] ?? 'keepsOwn', items: 0 };
}

const unplanned: Partial<Record<EdgeState, Waits['why']>> = {
  unknownBaseline: 'unknownBaseline',
  branchMissing: 'branchMissing',
};

function nameOf(path: string, key: readonly string[]): string {
  return JSON.stringify([path, ...key]);
}

/** What a deployment was; nothing where its environment never had it. */
export async function recordOf(
  memory: PlanMemory,
  { places, edges }: Pick<Ways, 'places' | 'edges'>,
  { environment, branch, chain }: Place,
  commit: Sha,
  signal: AbortSignal,
): Promise<DeploymentRecord | undefined> {
  const [head] = chain.commits;
  const position = chain.index.get(commit);
  if (head === undefined || position === undefined) return undefined;
  const upstream = upstreamAt(places, edges, environment);
  const after = chain.commits[position - 1];
  const request = { branch, head, upstream, ...(after === undefined ? {} : { after }) };
  for await (const record of deploymentHistory(memory, request, signal)) return record;
  return undefined;
}
