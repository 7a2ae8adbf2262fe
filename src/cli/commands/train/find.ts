import type { Service } from '../../../core/catalog/catalog';
import type { PullRequest } from '../../../core/forge/types';
import { limitByHost } from '../../../core/git/hostTurns';
import { fetchCommit } from '../../../core/git/mirror';
import { ownHeads } from '../../../core/git/remote';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { carsOf } from '../../../core/train/manifest';
import { manifestOf } from '../../../core/train/manifestText';
import { trainIn } from '../../../core/train/trainIn';
import { unlessFailed, type KnownTrain } from './look';
import { carsAtOnce } from './make';
import { servicesOf, stepsFor, withCar, withForge, type StepBranches, type TrainPlace } from './place';

/** Branches of ours that are read for what nobody opened a pull request of. */
const mostBranches = 200;

export interface FoundTrains {
  /** The newest first, as far as numbers of pull requests tell. */
  readonly trains: readonly KnownTrain[];
  /** Services that could not be looked at, each with why. */
  readonly failures: readonly string[];
}

/**
 * The trains that the pull requests of these services tell of: open ones, then those that ended lately.
 * @param names where they are looked for; all services where nothing is named
 */
export async function findTrains(place: TrainPlace, names: readonly string[] | undefined): Promise<FoundTrains> {
  return search(place, names, [openOnForge, endedOnForge], () => false);
}

/**
 * A train by its name. What it says of itself allows nothing: services, environments and promotions are looked for in the
 * catalog again before anything is read or opened. Where no pull request tells of it, branches do that were pushed before somebody was stopped.
 * @throws BranchlineError where nothing tells of it, or this is no name of one
 */
export async function trainNamed(
  id: string,
  place: TrainPlace,
  names: readonly string[] | undefined,
): Promise<KnownTrain> {
  // Any of its services tells of all: nobody else is asked once it is found.
  if (!/^[0-9a-f]{20}$/.test(id)) {
    throw new BranchlineError(
      'cli/badTrain',
      message('{id} is no name of a train: 20 digits and letters to f.', { id }),
    );
  }
  const isIt = (train: KnownTrain) => train.id === id;
  const failures = new Set<string>();
  for (const look of [openOnForge, endedOnForge, inBranches]) {
    const found = await search(place, names, [look], isIt);
    const train = found.trains.find(isIt);
    if (train) return train;
    for (const failure of found.failures) failures.add(failure);
  }
  const [failure] = failures;
  throw new BranchlineError(
    'cli/noTrain',
    failure === undefined
      ? message('No pull request tells of a train {id}. Start it anew: its preview is what it was made of.', { id })
      : message('No pull request that could be read tells of a train {id}. {failure}', { id, failure }),
  );
}

interface LookedIn {
  readonly trains: readonly KnownTrain[];
  /** What could not be read, and why. */
  readonly unread?: string;
}

type Look = (service: Service, steps: readonly StepBranches[], place: TrainPlace) => Promise<LookedIn>;

async function search(
  place: TrainPlace,
  names: readonly string[] | undefined,
  looks: readonly Look[],
  isEnough: (train: KnownTrain) => boolean,
): Promise<FoundTrains> {
  const limit = limitByHost(carsAtOnce);
  const services = names ? servicesOf(place, names) : place.catalog.services.filter(({ edges }) => edges.length > 0);
  let isFound = false;
  const lookInto = async (service: Service): Promise<LookedIn> => {
    if (isFound) return { trains: [] };
    const found = await Promise.all(looks.map((look) => lookedIn(service, place, look)));
    const trains = found.flatMap((one) => one.trains);
    const unread = found.flatMap((one) => one.unread ?? []);
    isFound ||= trains.some(isEnough);
    return { trains, ...(unread.length > 0 ? { unread: unread.join(' ') } : {}) };
  };
  const looked = await Promise.all(
    services.map((service) =>
      limit(service.repository, place.context.signal, () => unlessFailed(place, () => lookInto(service))),
    ),
  );
  const byId = new Map<string, KnownTrain>();
  for (const found of looked) {
    if (!('said' in found)) for (const train of found.trains) byId.set(train.id, train);
  }
  const failures = looked.flatMap((found, index) => {
    const said = 'said' in found ? found.said : found.unread;
    return said === undefined ? [] : [`${services[index]?.name ?? ''} could not be looked at: ${said}`];
  });
  return { trains: [...byId.values()], failures };
}

async function lookedIn(service: Service, place: TrainPlace, look: Look): Promise<LookedIn> {
  const steps = service.edges.flatMap(({ from, to }) => stepsFor(service, [from, to]));
  const found = await look(service, steps, place);
  // Only what says of this very service that it takes part counts.
  const trains = found.trains.filter(({ manifest }) => carsOf(manifest).some((one) => one.service === service.name));
  return { ...found, trains };
}

/** One request a service. */
const openOnForge: Look = (service, steps, place) =>
  withForge(place, service, async ({ client, on }) => {
    const open = await client.openPullRequests(on, undefined, place.context.signal);
    return { trains: steps.flatMap(({ edge }) => trainsOf(open, edge)) };
  });

const endedOnForge: Look = (service, steps, place) =>
  withForge(place, service, async ({ client, on }) => {
    const { signal } = place.context;
    const found = await Promise.all(
      steps.map(async ({ edge }) => {
        const ended = await Promise.all([
          client.mergedPullRequests(on, edge.to, signal),
          client.closedPullRequests(on, edge.to, signal),
        ]);
        return trainsOf(ended.flat(), edge);
      }),
    );
    return { trains: found.flat() };
  });

function trainsOf(pullRequests: readonly PullRequest[], edge: StepBranches['edge']): readonly KnownTrain[] {
  return pullRequests
    .filter(({ base }) => base.branch === edge.to)
    .flatMap((pullRequest) => trainIn(pullRequest, edge) ?? [])
    .map(({ id, manifest }) => ({ id, manifest }));
}

const inBranches: Look = (service, steps, place) =>
  withCar(place, service, [], async ({ opened: { repository, remote } }) => {
    const { signal } = place.context;
    const trains: KnownTrain[] = [];
    let unread = 0;
    for (const { edge } of steps) {
      const heads = [...(await ownHeads(remote, `promote/${edge.from}-to-${edge.to}/`, signal)).values()];
      unread += Math.max(0, heads.length - mostBranches);
      for (const commit of heads.slice(0, mostBranches)) {
        const isThere = (await repository.hasCommit(commit)) || (await fetchCommit(repository, remote, commit, signal));
        if (!isThere) unread += 1;
        const train = isThere ? manifestOf((await repository.commit(commit)).message) : undefined;
        if (train) trains.push(train);
      }
    }
    if (unread === 0) return { trains };
    const branches = unread === 1 ? '1 branch below promote/' : `${unread} branches below promote/`;
    return { trains, unread: `${branches} could not be read.` };
  });
