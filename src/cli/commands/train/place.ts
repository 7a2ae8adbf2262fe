import type { TrainCall } from './call';
import type { Catalog, Environment, Service } from '../../../core/catalog/catalog';
import { repositoryIdentity } from '../../../core/support/repositoryIdentity';
import { hostsOf } from '../../../core/fleet/hosts';
import { parseAddress } from '../../../core/git/address';
import type { Remote } from '../../../core/git/environment';
import type { ForgeClient } from '../../../core/forge/forgeClient';
import type { RepositoryRef } from '../../../core/forge/types';
import { BranchlineError } from '../../../core/support/errors';
import { inEnglish, message } from '../../../core/support/message';
import { oneLine } from '../../../core/support/oneLine';
import type { CarSeen } from '../../../core/train/seen';
import type { TrainManifest } from '../../../core/train/manifest';
import type { CliContext } from '../../context';
import { forgeOf } from '../../repository/forge';
import { openForProposal } from '../../repository/openForProposal';
import { remoteFor, type OpenRepository } from '../../repository/openRepository';
import { allServices, namedCatalog, noService } from '../../repository/services';

/** The fleet that a train goes through. */
export interface TrainPlace {
  readonly catalog: Catalog;
  /** The catalog's file. */
  readonly path: string;
  readonly context: CliContext;
  /** Where services could not be looked for, each with why: a service that is not there may be one of them. */
  readonly notFound: readonly string[];
  /** A person decides where nobody can tell whether an engine moves a branch. */
  readonly unknownOwner: boolean;
  /** Of a run that looks again and again. */
  readonly kept?: KeptCars;
}

/** What a look at a service has seen on each step, with all that it was told by. */
interface KeptCar {
  readonly key: string;
  readonly seen: readonly CarSeen[];
  /** The checks of what landed. */
  readonly checks: string;
}

/** What looks of one run have seen, so that the next one does not read it again where nothing has changed. */
type KeptCars = Map<string, KeptCar>;

/** One step of a way in a repository: environments by name, and their branches. */
export interface StepBranches {
  readonly from: Environment;
  readonly to: Environment;
  readonly edge: { readonly from: string; readonly to: string };
}

/** A repository of the way, opened, and the forge that it is on. */
export interface OpenCar {
  readonly service: Service;
  readonly opened: OpenRepository;
  readonly client: ForgeClient;
  readonly on: RepositoryRef;
  readonly steps: readonly StepBranches[];
}

/** @throws BranchlineError where there is no catalog, or it cannot be read */
export async function trainPlace(
  { catalog: named, unknownOwner = false }: TrainCall,
  context: CliContext,
): Promise<TrainPlace> {
  const { catalog: listed, path } = await namedCatalog(named, context);
  const { catalog, failures } = await allServices(listed, context);
  const notFound = failures.map(({ subject, said }) => `${oneLine(subject)}: ${inEnglish(said)}`);
  for (const failure of notFound) context.warn(`branchline: ${failure}`);
  const within = { ...context, catalogHosts: hostsOf(catalog), forges: new Map() };
  return { catalog, path, context: within, notFound, unknownOwner };
}

/** A service of a train that is under way, as the catalog has it now: it may have gone from there, or changed. */
export type CarService =
  { readonly kind: 'known'; readonly service: Service } | { readonly kind: 'missing'; readonly said: string };

/** Each by its name; what cannot be had is so alone. What a train says of itself allows nothing that the catalog does not. */
export function carServices(place: TrainPlace, { way, waves }: TrainManifest): ReadonlyMap<string, CarService> {
  const byName = new Map(place.catalog.services.map((service) => [service.name, service]));
  const repositories = new Map<string, string>();
  const found = waves.flat().map(({ service: name }) => {
    const service = byName.get(name);
    return [name, service ? held(service) : missing(gone(name))] as const;
  });
  return new Map(found);

  function gone(name: string): string {
    const [failure] = place.notFound;
    const said = `The catalog has no service ${name}.`;
    return failure === undefined ? said : `${said} ${failure}`;
  }

  function held(service: Service): CarService {
    const identity = repositoryIdentity(service.repository);
    const other = repositories.get(identity);
    if (other !== undefined) return missing(inEnglish(sharedRepository(service.name, other).said));
    repositories.set(identity, service.name);
    try {
      stepsFor(service, way);
    } catch (error) {
      if (!(error instanceof BranchlineError)) throw error;
      return missing(inEnglish(error.said));
    }
    return { kind: 'known', service };
  }
}

function missing(said: string): CarService {
  return { kind: 'missing', said };
}

/** One of them. */
export function carService(place: TrainPlace, manifest: TrainManifest, name: string): CarService {
  return carServices(place, manifest).get(name) ?? missing(`${name} is no part of the train.`);
}

export function sharedRepository(service: string, other: string): BranchlineError {
  return new BranchlineError(
    'cli/sharedRepository',
    message('{service} and {other} lie in one repository: there is one pull request for both. Name one of them.', {
      service,
      other,
    }),
  );
}

/** The services of these names. @throws BranchlineError for one that the catalog lacks, or two that share a repository */
export function servicesOf({ catalog }: TrainPlace, names: readonly string[]): readonly Service[] {
  const byName = new Map(catalog.services.map((service) => [service.name, service]));
  const repositories = new Map<string, string>();
  return [...new Set(names)].map((name) => {
    const service = byName.get(name);
    if (!service) throw noService(name);
    const identity = repositoryIdentity(service.repository);
    const other = repositories.get(identity);
    if (other !== undefined) throw sharedRepository(name, other);
    repositories.set(identity, name);
    return service;
  });
}

/** The steps of a way for a service. @throws BranchlineError where the catalog has no such environment or promotion */
export function stepsFor(service: Service, way: readonly string[]): readonly StepBranches[] {
  const environments = way.map((name) => {
    const found = service.environments.find((environment) => environment.name === name);
    if (found) return found;
    throw new BranchlineError('cli/noEnvironment', message('The catalog has no environment {name}.', { name }));
  });
  return environments.slice(1).flatMap((to, index) => {
    const from = environments[index];
    if (!from) return [];
    if (!service.edges.some((edge) => edge.from === from.name && edge.to === to.name)) {
      throw new BranchlineError(
        'cli/noPromotion',
        message('The catalog has no promotion from {from} to {to}.', { from: from.name, to: to.name }),
      );
    }
    return [{ from, to, edge: { from: from.branch, to: to.branch } }];
  });
}

/** What a forge tells of a service needs no git, where the repository is named by its address. @throws as `openCar` */
export async function withForge<T>(
  place: TrainPlace,
  service: Service,
  work: (car: Pick<OpenCar, 'client' | 'on'>) => Promise<T>,
): Promise<T> {
  const { context } = place;
  const address = parseAddress(service.repository, context.folder);
  if (address.kind === 'path') return withCar(place, service, [], work);
  return work(await forgeFor(service, await remoteFor(address.url, context), context));
}

async function forgeFor(
  { name }: Service,
  remote: Remote,
  context: CliContext,
): Promise<Pick<OpenCar, 'client' | 'on'>> {
  const forge = await forgeOf(remote, context);
  if (forge.kind === 'forge') return { client: forge.client, on: forge.repository };
  throw new BranchlineError(
    'cli/noForge',
    message('{service} is on no forge that is known: a train is made of pull requests.', { service: name }),
  );
}

/** @throws BranchlineError where it is on no forge; GitError, ForgeError */
export async function openCar(
  { path, context }: TrainPlace,
  service: Service,
  way: readonly string[],
): Promise<OpenCar> {
  const steps = stepsFor(service, way);
  const branches = [...new Set(steps.flatMap(({ edge }) => [edge.from, edge.to]))];
  const options = { repo: service.repository, catalog: path, pr: true, service };
  const opened = await openForProposal(options, branches, context);
  try {
    return { service, opened, steps, ...(await forgeFor(service, opened.remote, context)) };
  } catch (error) {
    opened.dispose();
    throw error;
  }
}

export async function withCar<T>(
  place: TrainPlace,
  service: Service,
  way: readonly string[],
  work: (car: OpenCar) => Promise<T>,
): Promise<T> {
  const car = await openCar(place, service, way);
  try {
    return await work(car);
  } finally {
    car.opened.dispose();
  }
}
