import type { PullRequest } from '../../../core/forge/types';
import { pipelineState } from '../../../core/pipeline/rollUp';
import type { PipelineState } from '../../../core/pipeline/state';
import type { Sha } from '../../../core/support/sha';
import type { Landing, LookedAtBranch } from '../../../core/train/landed';
import type { LandedVerdict } from '../../../core/train/seen';
import { landedVerdict, saidOfDeployment } from '../../../core/train/verdict';
import { gatesBetween } from '../../repository/gates';
import { unlessSilent } from '../../repository/unlessSilent';
import type { OpenCar, StepBranches, TrainPlace } from './place';

/** Pull requests towards one branch, as the forge lists them. */
export interface TargetPullRequests {
  readonly open: readonly PullRequest[];
  readonly merged: readonly PullRequest[];
}

/** Deployments before it that are asked which checks there are: one alone may itself have been overtaken. */
const askedBefore = 3;

/**
 * By the gates of the paths that lead on from there, as a promotion of that deployment would be judged. Where it is the very
 * commit that was proposed, what was said of it before it landed is no word of its deployment.
 */
export async function verdictOf(
  car: OpenCar,
  { to, edge }: StepBranches,
  {
    branch,
    landing,
    isOwnCommit,
  }: { readonly branch: LookedAtBranch; readonly landing: Landing; readonly isOwnCommit: boolean },
  { merged }: TargetPullRequests,
  { path, context }: TrainPlace,
): Promise<LandedVerdict> {
  const { opened } = car;
  const { environments, edges } = opened.service;
  const [commit] = landing;
  const onward = edges
    .filter(({ from }) => from === to.name)
    .flatMap((one) => environments.find(({ name }) => name === one.to)?.branch ?? []);
  const options = { catalog: path, online: true };
  const [found, wanted, reportedLater] = await Promise.all([
    Promise.all(
      (onward.length > 0 ? onward : ['']).map((next) =>
        gatesBetween(opened, { from: edge.to, to: next }, commit, options, context),
      ),
    ),
    wantedAt(car, landing, branch, merged, context),
    branch.head === commit ? undefined : reportedAt(car, branch.head, context),
  ]);
  const said = found[0]?.pipeline;
  const own = said && saidOfDeployment(said, merged, isOwnCommit);
  const pipeline = own ?? said;
  const after = found.flatMap(({ verdict }) => verdict ?? []);
  const judged = { environment: to.name, commit, pipeline, after, wanted: own && wanted, head: branch.head };
  return landedVerdict({ ...judged, reportedLater });
}

/** The names of the checks that a deployment has; nothing where nobody tells. */
async function reportedAt(
  { client, on }: OpenCar,
  commit: Sha,
  context: TrainPlace['context'],
): Promise<readonly string[] | undefined> {
  const checks = await unlessSilent('the checks of the newest deployment are not known', context, (signal) =>
    client.checks(on, commit, signal),
  );
  return checks?.map(({ context: name }) => name);
}

/** The checks that the deployments before it have; nothing where none has any. */
async function wantedAt(
  { client, on, opened }: OpenCar,
  landing: Landing,
  { head }: LookedAtBranch,
  merged: readonly PullRequest[],
  context: TrainPlace['context'],
): Promise<readonly string[] | 'notRead' | undefined> {
  const { commits, index } = opened.memory.history.chain(head);
  const oldest = index.get(landing.at(-1) ?? landing[0]);
  if (oldest === undefined) return undefined;
  const states = await Promise.all(
    commits.slice(oldest + 1, oldest + 1 + askedBefore).map((commit) => checksAt(commit)),
  );
  if (states.includes('notRead')) return 'notRead';
  const names = states.flatMap((state) =>
    state === undefined || state === 'notRead' ? [] : state.contexts.map(({ name }) => name),
  );
  return names.length === 0 ? undefined : [...new Set(names)].toSorted();

  async function checksAt(commit: Sha): Promise<PipelineState | 'notRead' | undefined> {
    const checks = await unlessSilent('the checks of earlier deployments are not known', context, (signal) =>
      client.checks(on, commit, signal),
    );
    if (!checks) return 'notRead';
    const observed = { at: Date.now(), source: client.identity.host };
    const state = pipelineState(commit, checks, observed);
    return saidOfDeployment(state, merged, false) ?? state;
  }
}
