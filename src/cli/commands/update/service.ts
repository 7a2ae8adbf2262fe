import type { Environment, Service } from '../../../core/catalog/catalog';
import { engineRefusal } from '../../../core/change/engine/refusal';
import { prepareUpdate } from '../../../core/change/prepareUpdate';
import { withdrawUpdate } from '../../../core/change/proposals/withdrawUpdate';
import { defaultBranch } from '../../../core/git/remote';
import type { ImageReference, RegistryClient } from '../../../core/registry/types';
import { systemClock } from '../../../core/support/clock';
import { BranchlineError, isAbort } from '../../../core/support/errors';
import { inEnglish } from '../../../core/support/message';
import { redact } from '../../../core/support/redact';
import { updateBranch } from '../../../core/update/buildUpdate';
import { newerImages } from '../../../core/update/newerImages';
import { firstEnvironment } from '../../../core/update/source';
import type { CliContext } from '../../context';
import { propose } from '../../output/propose';
import { changeSetting, changeTarget } from '../../repository/changeSetting';
import { forgeOf, type FoundForge } from '../../repository/forge';
import { ownerOf, tellUnasked } from '../../repository/owner';
import { openForProposal } from '../../repository/openForProposal';
import type { OpenRepository } from '../../repository/openRepository';
import type { ServiceResult } from './document';

export interface ServiceUpdate {
  readonly catalog?: string;
  readonly dryRun: boolean;
  readonly named?: ImageReference | undefined;
  readonly registry: RegistryClient;
  /** A person decides where nobody can tell who moves the branch. */
  readonly unknownOwner: boolean;
}

/** Looks at one service and proposes what is newer. What goes wrong does so for this service alone. */
export async function updateService(
  service: Service,
  update: ServiceUpdate,
  context: CliContext,
): Promise<ServiceResult> {
  const { name } = service;
  const environment = firstEnvironment(service);
  const place = {
    service: name,
    ...(environment ? { environment: environment.name, branch: environment.branch } : {}),
  };
  try {
    if (!environment) throw new RangeError('A service without environments.');
    const first = await proposed(service, environment, update, context);
    // The branch went on while it was looked at: nobody was shown anything yet, so it is looked at again.
    const hasMoved = first.error?.code === 'promotion/headsMoved';
    return { ...place, ...(hasMoved ? await proposed(service, environment, update, context) : first) };
  } catch (error) {
    if (context.signal.aborted || isAbort(error) || !(error instanceof BranchlineError)) throw error;
    return { ...place, images: [], unread: [], error: { code: error.code, said: redact(inEnglish(error.said)) } };
  }
}

type Found = Omit<ServiceResult, 'service' | 'environment' | 'branch'>;

async function proposed(
  service: Service,
  environment: Environment,
  { catalog, dryRun, registry, named, unknownOwner }: ServiceUpdate,
  context: CliContext,
): Promise<Found> {
  const { signal } = context;
  const own = updateBranch(service.name, environment.branch);
  const branches = [...service.environments.map(({ branch }) => branch), own];
  const options = { repo: service.repository, pr: true, ...(catalog === undefined ? {} : { catalog }) };
  const opened = await openForProposal(options, branches, context);
  try {
    const forge = await forgeOf(opened.remote, context);
    const source = {
      service,
      environment,
      content: opened.service.name === service.name ? opened.service.content : service.content,
      repository: opened.repository,
      memory: opened.memory,
      heads: opened.heads,
      forge: forge.kind === 'forge' ? forge : undefined,
      defaultBranch: () => defaultBranch(opened.remote, signal),
    };
    const { images, unread, isWhole, candidate } = await newerImages(
      source,
      { registry, named, clock: systemClock },
      signal,
    );
    const found = { images, unread };
    if (!candidate) {
      const isUnwanted = !dryRun && isWhole;
      const withdrawn = isUnwanted
        ? await withdraw(opened, forge, { head: own, into: environment.branch }, signal)
        : undefined;
      return { ...found, ...(withdrawn === undefined ? {} : { withdrawn }) };
    }
    const owner = await ownerOf(opened, environment.branch, context);
    const rival = engineRefusal(owner, environment.branch, unknownOwner);
    if (rival) {
      const code = owner?.kind === 'unknown' ? 'engine/unknown' : 'engine/owns';
      return { ...found, error: { code, said: redact(inEnglish(rival)) } };
    }
    if (!dryRun) tellUnasked(owner, environment.branch, context);
    const setting = { ...changeSetting(opened), service: service.name };
    const change = await prepareUpdate(setting, candidate, changeTarget(opened, environment.branch), [], signal);
    try {
      return { ...found, proposal: await propose(opened, change, { pr: true, dryRun }, context) };
    } catch (error) {
      if (!(error instanceof BranchlineError)) throw error;
      return { ...found, error: { code: error.code, said: redact(inEnglish(error.said)) } };
    }
  } finally {
    opened.dispose();
  }
}

/** The number of our pull request, of which nothing is wanted any more. */
async function withdraw(
  { repository, remote }: OpenRepository,
  forge: FoundForge,
  { head, into }: { readonly head: string; readonly into: string },
  signal: AbortSignal,
): Promise<number | undefined> {
  if (forge.kind === 'none') return undefined;
  const place = { repository, remote, client: forge.client, on: forge.repository };
  return withdrawUpdate(place, { head, into }, signal);
}
