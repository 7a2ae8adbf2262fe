import { engineRefusal } from '../../../core/change/engine/refusal';
import type { ChangeTarget, PreparedChange } from '../../../core/change/preparedChange';
import { preparePromotion } from '../../../core/change/preparePromotion';
import type { PullRequest } from '../../../core/forge/types';
import { planMemory } from '../../../core/promotion/edge';
import { PromotionError } from '../../../core/promotion/errors';
import type { Message } from '../../../core/support/message';
import type { Sha } from '../../../core/support/sha';
import { trainPart } from '../../../core/train/part';
import type { TrainManifest } from '../../../core/train/manifest';
import { takenBy } from '../../../core/train/trainIn';
import { changeSetting, changeTarget } from '../../repository/changeSetting';
import { codeSources } from '../../repository/code';
import { edgeBetween, gatesBetween, nothingFound, type FoundGates } from '../../repository/gates';
import { ownerOf, tellUnasked } from '../../repository/owner';
import { planBetween } from '../../repository/planBetween';
import type { OpenCar, StepBranches, TrainPlace } from './place';

export interface PreparedStep {
  readonly step: StepBranches;
  readonly source: Sha;
  readonly change: PreparedChange;
  readonly gates: FoundGates;
  /** Somebody else's pull request on the same way. */
  readonly taken: PullRequest | undefined;
  /** Why nothing of ours is opened there: an engine moves the branch, or nobody can tell. */
  readonly rival: Message | undefined;
}

interface StepRequest {
  readonly index: number;
  /** Where it comes from a deployment that is not there yet: that commit. Its gates cannot be judged then. */
  readonly simulated?: Sha;
  /** Once a train has a name. */
  readonly train?: { readonly id: string; readonly manifest: TrainManifest };
  /** The name of a train whose pull requests are not in the way. */
  readonly own: string | undefined;
}

/**
 * What one service would propose on one step, at the branches as they are now.
 * @throws PromotionError where a person has to decide, or nothing is to be done; GitError, ForgeError
 */
export async function prepareStep(
  car: OpenCar,
  place: TrainPlace,
  { index, simulated, train, own }: StepRequest,
): Promise<PreparedStep> {
  const { service, client, on, steps } = car;
  const { context, path } = place;
  const step = steps[index];
  if (!step) throw new RangeError(`no step ${index}`);
  const { edge } = step;
  const opened = simulated === undefined ? car.opened : afterLanding(car, edge.from, simulated);
  const [prepared, open, owner] = await Promise.all([
    planBetween(opened, edge, context),
    client.openPullRequests(on, edge.to, context.signal),
    ownerOf(opened, edge.to, context),
  ]);
  if (train) tellUnasked(owner, edge.to, context);
  const { plan } = prepared;
  const source = plan.source.commit;
  if (source === null) throw PromotionError.branchMissing(edge.from);
  const gates =
    simulated === undefined
      ? await gatesBetween(opened, edge, source, { catalog: path, online: true }, context)
      : nothingFound;
  const sources = simulated === undefined ? codeSources(opened, { online: true }, context) : undefined;
  const setting = { ...changeSetting(opened, sources), service: service.name };
  const target: ChangeTarget = changeTarget(opened, edge.to);
  const request = {
    prepared,
    // What the pull request comes from is ours: only a commit of ours can say which train it is of.
    wish: { includeReintroduced: false, head: 'commit' as const },
    path: edgeBetween(opened, edge),
    gates,
    isShown: false,
    ...(train ? { train: trainPart(train.manifest, service.name, plan.prediction.tree ?? '') } : {}),
  };
  const change = await preparePromotion(setting, request, target, context.signal);
  return {
    step,
    source,
    change,
    gates,
    taken: takenBy(own, edge, open),
    rival: engineRefusal(owner, edge.to, place.unknownOwner),
  };
}

/** The repository as it would be read once a candidate has landed by itself. */
function afterLanding({ opened }: OpenCar, branch: string, commit: Sha): OpenCar['opened'] {
  return {
    ...opened,
    memory: planMemory(opened.repository, opened.memory.reader.rules),
    heads: new Map([...opened.heads, [branch, commit]]),
    dispose: () => undefined,
  };
}
