import type { Service } from '../../catalog/catalog';
import type { ServiceLocation } from '../../change/location';
import { demandsOf } from '../../forge/demandsOf';
import type { Head, ToldDemands } from '../../forge/types';
import type { Mirrored, MirrorRequest, Refreshed } from '../../git/mirror';
import type { SharedFact } from '../../relay/subscribe/heldFacts';
import type { Instant } from '../../support/clock';
import { reasonOf } from '../../support/errors';
import type { Observation } from '../../support/observation';
import type { Sha } from '../../support/sha';
import type { FleetDependencies } from '../dependencies';
import type { KnownHeads } from './pipelines';
import type { KnownRepository } from './pullRequests';
import { toldOf } from './toldHeads';

/** The branches of a repository as our mirror holds them now, and what the forge told beside them. */
export interface LookedAt {
  readonly mirrored: Refreshed;
  /** When, and by whom, it was told what a branch holds. */
  readonly observed: (branch: string) => Observation;
  /** By branch: what changes with the checks of its head. */
  readonly marks: KnownHeads['marks'];
  readonly demands: ReadonlyMap<string, ToldDemands>;
  /** How many are open, where the forge tells. */
  readonly openPullRequests: number | undefined;
  /** What a relay told that changes when any of them does, and when it read so. */
  readonly pullRequests?: KnownRepository['told'];
}

type Deps = Pick<FleetDependencies, 'heads' | 'mirrors' | 'clock' | 'log'>;

/**
 * The same by what a relay read for us: the forge is not asked, and git is run for what moved.
 * @throws GitError by case; the signal's reason when cancelled
 */
export async function lookAtShared(
  deps: Deps,
  { forge, remote }: ServiceLocation,
  { heads: told, pullRequests, at, relay }: SharedFact,
  branches: readonly string[],
  signal: AbortSignal,
): Promise<LookedAt> {
  const source = forge.kind === 'known' ? forge.client.identity.host : remote.where;
  const by = (when: Instant): Observation => ({ at: when, source, via: relay });
  const heads = new Map(branches.flatMap((branch) => entryOf(branch, told.get(branch))));
  const looked = await refreshed(deps, { remote, branches, heads }, by(at), signal);
  return {
    ...looked,
    marks: new Map(),
    demands: new Map(),
    openPullRequests: pullRequests?.open,
    pullRequests: pullRequests && { mark: pullRequests.mark, observed: by(pullRequests.at) },
  };
}

function entryOf(branch: string, commit: Sha | undefined): [string, Sha][] {
  return commit === undefined ? [] : [[branch, commit]];
}

/**
 * Heads come from the forge where there is one: one request, and git is run only for what moved.
 * @param onTold called with what the forge told, before git is run
 * @throws GitError by case; the signal's reason when cancelled
 */
export async function lookAtHeads(
  deps: Deps,
  { forge, remote }: ServiceLocation,
  { service, branches }: { readonly service: Service; readonly branches: readonly string[] },
  signal: AbortSignal,
  onTold: (known: KnownHeads) => void,
): Promise<LookedAt> {
  const answer = forge.kind === 'known' ? await askForge(deps, forge, { service, branches }, signal) : undefined;
  if (!answer || forge.kind === 'unknown') {
    const looked = await refreshed(deps, { remote, branches }, undefined, signal);
    return { ...looked, marks: new Map(), demands: new Map(), openPullRequests: undefined };
  }
  const { heads: found, openPullRequests } = answer;
  const told = { at: deps.clock.now(), source: forge.client.identity.host };
  const heads = new Map(found.map(({ branch, commit }) => [branch, commit]));
  const marks = marksOf(found);
  onTold({ heads, marks });
  const looked = await refreshed(deps, { remote, branches, heads }, told, signal);
  // A mark is of the commit that it was told with.
  const isAsTold = (branch: string) => looked.mirrored.heads.get(branch) === heads.get(branch);
  return {
    ...looked,
    marks: new Map([...marks].filter(([branch]) => isAsTold(branch))),
    demands: new Map(found.map((head) => [head.branch, demandsOf(head, told)])),
    openPullRequests,
  };
}

async function askForge(
  { heads, log }: Deps,
  { client, repository }: Extract<ServiceLocation['forge'], { readonly kind: 'known' }>,
  { service, branches }: { readonly service: Service; readonly branches: readonly string[] },
  signal: AbortSignal,
) {
  try {
    return toldOf(await heads.ask(client, { repository, branches }));
  } catch (error) {
    if (signal.aborted) throw error;
    log.debug(`[fleet] heads of ${service.name} by git, since the forge: ${reasonOf(error)}`);
    return undefined; // git may get through where the API does not
  }
}

async function refreshed(
  { mirrors, clock }: Deps,
  request: MirrorRequest,
  told: Observation | undefined,
  signal: AbortSignal,
): Promise<Pick<LookedAt, 'mirrored' | 'observed'>> {
  const mirrored = await mirrors.refresh(request, signal);
  const source = request.remote.where;
  const observed = (branch: string) => {
    const at = mirrored.asked.get(branch);
    return at === undefined && told ? told : { at: at ?? clock.now(), source };
  };
  return { mirrored, observed };
}

function marksOf(heads: readonly Head[]): ReadonlyMap<string, string> {
  return new Map(heads.flatMap(({ branch, checksMark: mark }) => (mark ? [[branch, mark]] : [])));
}

/** The history of all branches in one listing: a process for each would be felt. Where it cannot be had, each plan says so. */
export async function loadAll({ repository, heads }: Mirrored, signal: AbortSignal): Promise<void> {
  await repository.graph.load([...heads.values()], signal).catch(() => signal.throwIfAborted());
}
