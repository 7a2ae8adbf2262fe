import { prepareUpdate } from '../../change/prepareUpdate';
import type { RegistryClient } from '../../registry/types';
import { updateBranch } from '../../update/buildUpdate';
import { UpdateError } from '../../update/errors';
import { newerImages } from '../../update/newerImages';
import { firstEnvironment, hasPolicy } from '../../update/source';
import type { UpdatePreview } from '../fleet';
import type { ServiceObserver } from '../observe/serviceObserver';
import { contentOf } from '../observe/repositoryState';
import { ownerOfCell } from '../ownerNow';
import { cellId, type FleetSnapshot } from '../state/snapshot';

/**
 * What the registries have for the images of the first environment of a service, by the policies of the catalog.
 * @throws UpdateError where the catalog has no policy for it; PromotionError where the branch is missing; ForgeError, GitError
 */
export async function lookForImages(observer: ServiceObserver, registry: RegistryClient, signal: AbortSignal) {
  const { service } = observer;
  const environment = firstEnvironment(service);
  if (!environment || !hasPolicy(service)) throw UpdateError.noPolicy(service.name);
  const { branch } = environment;
  const state = await observer.newestState(signal, [updateBranch(service.name, branch)]);
  const setting = observer.changeSetting(state);
  const { repository, heads, location } = state;
  const { memory } = setting;
  const source = {
    service,
    environment,
    content: contentOf(state),
    repository,
    memory,
    heads,
    forge: location.forge.kind === 'known' ? location.forge : undefined,
    defaultBranch: () => Promise.resolve(location.defaultBranch),
  };
  const found = await newerImages(source, { registry, clock: observer.clock }, signal);
  return { ...found, environment, setting };
}

/**
 * Newer images for the first environment of a service, by the policies of the catalog. Nothing is pushed.
 * @throws as `lookForImages`
 */
export async function previewUpdate(
  observer: ServiceObserver,
  registry: RegistryClient,
  snapshot: FleetSnapshot,
  signal: AbortSignal,
): Promise<UpdatePreview> {
  const { service } = observer;
  const { images, unread, candidate, environment, setting } = await lookForImages(observer, registry, signal);
  const { name, branch } = environment;
  const found = { environment: name, images, unread };
  if (!candidate) return found;
  const cell = snapshot.cells.get(cellId(service.name, name));
  const { proposals = [] } = cell ?? {};
  const owner = ownerOfCell(cell);
  const target = {
    environment: name,
    protectedTarget: environment.protected,
    existing: proposals.filter(({ pullRequest }) => pullRequest.state === 'open'),
    landing: await observer.landingRules(signal),
    review: await observer.landingReview(branch, undefined, signal),
    owner,
  };
  return { ...found, change: await prepareUpdate(setting, candidate, target, [], signal) };
}
