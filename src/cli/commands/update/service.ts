import type { Environment, Service } from '../../../core/catalog/catalog';
import { codeOfImages, type NewerImage } from '../../../core/change/codeLines';
import { prepareUpdate } from '../../../core/change/prepareUpdate';
import { withdrawUpdate } from '../../../core/change/proposals/withdrawUpdate';
import type { PullRequest } from '../../../core/forge/types';
import { defaultBranch } from '../../../core/git/remote';
import { PromotionError } from '../../../core/promotion/errors';
import { pullRequestTexts } from '../../../core/promotion/record/pullRequestTexts';
import { ownTowards } from '../../../core/promotion/record/recorded';
import type { ImageReference, RegistryClient } from '../../../core/registry/types';
import { systemClock } from '../../../core/support/clock';
import { BranchlineError, isAbort } from '../../../core/support/errors';
import { inEnglish } from '../../../core/support/message';
import { redact } from '../../../core/support/redact';
import type { Sha } from '../../../core/support/sha';
import { buildUpdate, updateBranch } from '../../../core/update/buildUpdate';
import { declinedIn, notOpen, type Declined } from '../../../core/update/declined';
import type { DeployedBranch } from '../../../core/update/hold/takenAway';
import type { RenovateAt } from '../../../core/update/owners/ownersOf';
import { renovateFiles } from '../../../core/update/owners/renovate';
import type { ImageOutcome } from '../../../core/update/outcome';
import { planUpdate, type UpdatePlan } from '../../../core/update/planUpdate';
import type { CliContext } from '../../context';
import { propose } from '../../output/propose';
import { changeSetting, changeTarget } from '../../repository/changeSetting';
import { forgeOf, type FoundForge } from '../../repository/forge';
import { openForProposal } from '../../repository/openForProposal';
import type { OpenRepository } from '../../repository/openRepository';
import { imageDocument, type ServiceDocument } from './document';

export interface ServiceUpdate {
  readonly catalog?: string;
  readonly dryRun: boolean;
  readonly named?: ImageReference | undefined;
  readonly registry: RegistryClient;
}

/** Looks at one service and proposes what is newer. What goes wrong does so for this service alone. */
export async function updateService(
  service: Service,
  update: ServiceUpdate,
  context: CliContext,
): Promise<ServiceDocument> {
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

/** Images of which both versions are described. */
function newerOf(images: readonly ImageOutcome[]): readonly NewerImage<ImageOutcome>[] {
  return images.flatMap((outcome) => {
    const { verdict } = outcome;
    if (verdict.kind !== 'update' || verdict.before === undefined) return [];
    return [{ key: outcome, before: verdict.before, now: verdict.described }];
  });
}

/** To which nothing is promoted: code comes in there. */
function firstEnvironment({ environments, edges }: Service): Environment | undefined {
  return environments.find(({ name }) => !edges.some(({ to }) => to === name)) ?? environments[0];
}

type Found = Omit<ServiceDocument, 'service' | 'environment' | 'branch'>;

async function proposed(
  service: Service,
  environment: Environment,
  update: ServiceUpdate,
  context: CliContext,
): Promise<Found> {
  const { catalog, dryRun } = update;
  const own = updateBranch(service.name, environment.branch);
  const branches = [...service.environments.map(({ branch }) => branch), own];
  const options = { repo: service.repository, pr: true, ...(catalog === undefined ? {} : { catalog }) };
  const opened = await openForProposal(options, branches, context);
  try {
    const forge = await forgeOf(opened.remote, context);
    const plan = await planned(opened, service, environment, { ...update, own, forge }, context);
    const known = forge.kind === 'forge' ? [forge] : [];
    const code = await codeOfImages(newerOf(plan.images), known, systemClock, context.signal);
    const { images, candidate } = await buildUpdate(opened.memory, plan, code);
    const found = { images: images.map(imageDocument), unread: plan.unread };
    if (!candidate) {
      const isSettled = plan.unread.length === 0 && !images.some(({ verdict }) => verdict.kind === 'failed');
      const withdrawn =
        dryRun || !isSettled || forge.kind === 'none'
          ? undefined
          : await withdrawUpdate(
              { repository: opened.repository, remote: opened.remote, client: forge.client, on: forge.repository },
              { head: own, into: environment.branch },
              context.signal,
            );
      return { ...found, ...(withdrawn === undefined ? {} : { withdrawn }) };
    }
    const setting = { ...changeSetting(opened), service: service.name };
    const change = await prepareUpdate(
      setting,
      candidate,
      changeTarget(opened, environment.branch),
      [],
      context.signal,
    );
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

async function planned(
  opened: OpenRepository,
  service: Service,
  environment: Environment,
  { own, forge, named, registry }: ServiceUpdate & { readonly own: string; readonly forge: FoundForge },
  context: CliContext,
): Promise<UpdatePlan> {
  const { heads, memory } = opened;
  const head = heads.get(environment.branch);
  if (head === undefined) throw PromotionError.branchMissing(environment.branch);
  const content = opened.service.name === service.name ? opened.service.content : service.content;
  const deployed = await deployedBranches(service, opened, forge, context);
  const request = {
    service: service.name,
    rules: service.updates ?? [],
    content,
    target: { environment, head },
    deployed,
    landed: landedOf(deployed.find(({ branch }) => branch === environment.branch)),
    declined: await declinedOf(service, environment, { own, forge }, context),
    renovate: await renovateOf(opened, environment, own, context),
    proposed: heads.get(own),
    named,
  };
  return planUpdate(memory, request, registry, context.signal);
}

/** A branch of the service, with the pull requests that landed there. */
interface Deployed extends DeployedBranch {
  readonly merged: readonly PullRequest[];
}

/** Whatever an edited message of a squash has lost, the pull requests still say. */
async function deployedBranches(
  { environments }: Service,
  { heads }: OpenRepository,
  forge: FoundForge,
  { signal }: CliContext,
): Promise<readonly Deployed[]> {
  return Promise.all(
    environments.flatMap(({ name, branch }): readonly Promise<Deployed>[] => {
      const head = heads.get(branch);
      if (head === undefined) return [];
      const deployed = { environment: name, branch, head };
      if (forge.kind === 'none') return [Promise.resolve({ ...deployed, merged: [] })];
      const landed = forge.client.mergedPullRequests(forge.repository, branch, signal);
      return [landed.then((merged) => ({ ...deployed, merged, pullRequests: pullRequestTexts(merged, '') }))];
    }),
  );
}

/** The commits that our own pull requests became on a branch. */
function landedOf(deployed: Deployed | undefined): ReadonlySet<Sha> {
  const ours = deployed?.merged.filter((pullRequest) => ownTowards(pullRequest, deployed.branch)) ?? [];
  return new Set(ours.flatMap(({ mergeCommit }) => mergeCommit ?? []));
}

/** What a person closed is not proposed to them again, unless it is by now. */
async function declinedOf(
  { name }: Service,
  { branch }: Environment,
  { own, forge }: { readonly own: string; readonly forge: FoundForge },
  { signal }: CliContext,
): Promise<readonly Declined[]> {
  if (forge.kind === 'none') return [];
  const { client, repository } = forge;
  const place = { service: name, branch };
  const declined = declinedIn(await client.closedPullRequests(repository, branch, signal), place);
  const open = declined.length > 0 ? await client.findOpenPullRequest(repository, own, branch, signal) : undefined;
  return notOpen(declined, declinedIn(open ? [open] : [], place));
}

/** Renovate reads the default branch, and may read others. */
async function renovateOf(
  { repository, heads, remote }: OpenRepository,
  { branch }: Environment,
  own: string,
  { signal }: CliContext,
): Promise<readonly RenovateAt[]> {
  const found: { path: string; text: string }[] = [];
  for (const [name, head] of heads) {
    if (name === own) continue;
    const { tree } = await repository.commit(head);
    const files = (await repository.files(tree)).filter(
      ({ path, mode }) => renovateFiles.includes(path) && mode.startsWith('100'),
    );
    for (const { path, sha } of files) found.push({ path, text: (await repository.blob(sha)).toString('utf8') });
  }
  if (found.length === 0) return [];
  const usual = await defaultBranch(remote, signal);
  return found.map((file) => ({ ...file, isDefault: usual === undefined || usual === branch }));
}
