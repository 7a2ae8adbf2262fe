import type { PullRequest } from '../forge/types';
import { pullRequestTexts } from '../promotion/record/pullRequestTexts';
import { ownTowards } from '../promotion/record/recorded';
import type { Sha } from '../support/sha';
import { updateBranch } from './buildUpdate';
import { declinedIn, notOpen, type Declined } from './declined';
import type { DeployedBranch } from './hold/takenAway';
import type { RenovateAt } from './owners/ownersOf';
import { renovateFiles } from './owners/renovate';
import type { UpdateSource } from './source';

/** A branch of the service, with the pull requests that landed there. */
interface Deployed extends DeployedBranch {
  readonly merged: readonly PullRequest[];
}

/** Whatever an edited message of a squash has lost, the pull requests still say. */
export async function deployedBranches(
  { service: { environments }, heads, forge }: UpdateSource,
  signal: AbortSignal,
): Promise<readonly Deployed[]> {
  return Promise.all(
    environments.flatMap(({ name, branch }): readonly Promise<Deployed>[] => {
      const head = heads.get(branch);
      if (head === undefined) return [];
      const deployed = { environment: name, branch, head };
      if (!forge) return [Promise.resolve({ ...deployed, merged: [] })];
      const landed = forge.client.mergedPullRequests(forge.repository, branch, signal);
      return [landed.then((merged) => ({ ...deployed, merged, pullRequests: pullRequestTexts(merged, '') }))];
    }),
  );
}

/** The commits that our own pull requests became on a branch. */
export function landedOf(deployed: Deployed | undefined): ReadonlySet<Sha> {
  const ours = deployed?.merged.filter((pullRequest) => ownTowards(pullRequest, deployed.branch)) ?? [];
  return new Set(ours.flatMap(({ mergeCommit }) => mergeCommit ?? []));
}

/** What a person closed is not proposed to them again, unless it is by now. */
export async function declinedOf(
  { service: { name }, environment: { branch }, forge }: UpdateSource,
  signal: AbortSignal,
): Promise<readonly Declined[]> {
  if (!forge) return [];
  const { client, repository } = forge;
  const place = { service: name, branch };
  const declined = declinedIn(await client.closedPullRequests(repository, branch, signal), place);
  const open =
    declined.length > 0
      ? await client.findOpenPullRequest(repository, updateBranch(name, branch), branch, signal)
      : undefined;
  return notOpen(declined, declinedIn(open ? [open] : [], place));
}

/** Renovate reads the default branch, and may read others. */
export async function renovateOf({
  service,
  environment: { branch },
  repository,
  heads,
  defaultBranch,
}: UpdateSource): Promise<readonly RenovateAt[]> {
  const own = updateBranch(service.name, branch);
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
  const usual = await defaultBranch();
  return found.map((file) => ({ ...file, isDefault: usual === undefined || usual === branch }));
}
