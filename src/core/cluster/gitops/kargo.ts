import type { LiveObject } from '../live';
import { among } from './among';
import { argoStatuses } from './argo';
import { branchOf } from './branchOf';
import { pushTargets } from './kargoTargets';
import { repositoryIdentity } from '../../support/repositoryIdentity';
import { freightOf } from './kargoFreight';
import { awaited, freightIn, type Awaited } from './kargoGates';
import { authorizedStage } from './kargoProject';
import { stageSpec, stageStatus, type Requested, type StageStatus } from './kargoStage';
import { groupBy } from '../../support/groupBy';
import { copiedCommand } from '../../support/copiedCommand';
import { isMap, listAt, stringAt } from '../json';
import { present, webAddress, type EngineGate, type EngineMove, type GitopsStatus } from './status';

const kargoGroup = 'kargo.akuity.io';

/**
 * A Stage, once for each Application among `objects` that names it as the one that may change it, with repository,
 * branch and folder of that, and once for each other branch that its own steps push to; what they do not tell is absent. What its freight
 * is made of are commits of another branch, and so no revision is told. Source: docs/controllers.md, "Kargo".
 */
export function kargoStatuses(stage: LiveObject, objects: readonly LiveObject[]): GitopsStatus[] {
  const named = `${stage.metadata.namespace ?? ''}:${stage.metadata.name}`;
  const parsed = stageStatus.safeParse(stage['status'] ?? {});
  const status = parsed.success ? parsed.data : {};
  const move = moveOf(stage, status, objects);
  const claimed = authorizing(named, objects).flatMap((object) => argoStatuses(object));
  const targets = move ? pushTargets(stage, objects) : [];
  const isOf = (repository: string | undefined) => (one: { readonly repository?: string }) =>
    repositoryIdentity(one.repository ?? '') === repositoryIdentity(repository ?? '');
  // Which branch an Application means that follows a commit or a tag, the steps tell.
  const meant = claimed.filter(
    ({ repository, follows }) => branchOf(follows) !== undefined || !targets.some(isOf(repository)),
  );
  // Of the repository that an Application names its branch is the one that is meant; what names none as well.
  const isUnclaimed = (repository: string | undefined) =>
    repository === undefined ? claimed.length === 0 : !meant.some(isOf(repository));
  const others = targets.filter(({ repository, branch }) =>
    branch === undefined
      ? isUnclaimed(repository)
      : !meant.some((one) => isOf(repository)(one) && one.follows === branch),
  );
  return [...meant, ...others.map(({ repository, branch }) => present({ repository, follows: branch }))].map(
    (place) => ({ ...statusFor(stage, place, status), ...(move ? { move } : {}) }),
  );
}

const claims = new WeakMap<readonly LiveObject[], ReadonlyMap<string, readonly LiveObject[]>>();

/** The Applications that a Stage may change; looked through once for all Stages. */
function authorizing(named: string, objects: readonly LiveObject[]): readonly LiveObject[] {
  const known =
    claims.get(objects) ??
    groupBy(
      among(objects).all('argoproj.io', 'Application'),
      ({ metadata }) => metadata.annotations?.[authorizedStage] ?? '',
    );
  claims.set(objects, known);
  return known.get(named) ?? [];
}

function statusFor(
  stage: LiveObject,
  {
    repository,
    follows,
    path,
    targetNamespace,
  }: Pick<GitopsStatus, 'repository' | 'follows' | 'path' | 'targetNamespace'>,
  status: StageStatus,
): GitopsStatus {
  return {
    source: 'kargo',
    kind: stage.kind,
    name: stage.metadata.name,
    namespace: stage.metadata.namespace,
    ...present({ repository, follows, path, targetNamespace, since: status.lastPromotion?.finishedAt }),
    paused: Object.keys(status.effectiveAutoPromotionHolds ?? {}).length > 0,
    ...verdicts(status, stage.metadata.generation ?? 0),
  };
}

function verdicts(
  { observedGeneration, health, currentPromotion, lastPromotion }: StageStatus,
  generation: number,
): Pick<GitopsStatus, 'sync' | 'health' | 'operation' | 'reason'> {
  if (observedGeneration === undefined || observedGeneration < generation) {
    return { sync: 'unknown', health: 'unknown', operation: 'idle' };
  }
  const phase = lastPromotion?.status?.phase;
  const failed = phase === 'Failed' || phase === 'Errored';
  const reason = failed ? lastPromotion?.status?.message : health?.issues?.[0];
  return {
    sync: phase === 'Succeeded' && !currentPromotion ? 'synced' : 'unknown',
    health: health?.status === 'Unhealthy' ? 'degraded' : healthOf(health?.status),
    operation: currentPromotion ? 'running' : failed ? 'failed' : 'idle',
    ...present({ reason }),
  };
}

function healthOf(said: 'Healthy' | 'Progressing' | 'unknown' | undefined): GitopsStatus['health'] {
  if (said === 'Healthy') return 'healthy';
  return said === 'Progressing' ? 'progressing' : 'unknown';
}

/**
 * How a Stage takes freight. One without steps moves nothing: it only leads freight on.
 * Source: kargo, api/v1alpha1/stage_types.go (`IsControlFlow`, `FreightSources`), pkg/cli/cmd/promote/promote.go.
 */
function moveOf(stage: LiveObject, status: StageStatus, objects: readonly LiveObject[]): EngineMove | undefined {
  if (listAt(stage, 'spec', 'promotionTemplate', 'spec', 'steps').length === 0) return undefined;
  const parsed = stageSpec.safeParse(stage['spec'] ?? {});
  const requested = parsed.success ? parsed.data.requestedFreight : [];
  const { name: stageName, namespace, uid } = stage.metadata;
  const upstream = (name: string) => among(objects).one(kargoGroup, 'Stage', name, namespace);
  const freights = freightOf(namespace, objects);
  const waits = requested.map((one) => awaited({ stage: stageName, requested: one, upstream, freights }));
  const url = openPullRequest(status.currentPromotion?.status?.state);
  return {
    from: requested.flatMap(({ origin, sources }) => [
      ...(sources.direct ? [`Warehouse ${origin.name}`] : []),
      ...(sources.stages ?? []).map((name) => `Stage ${name}`),
    ]),
    gates: [...waits.flatMap(({ gates }) => gates), ...holdGates(status)],
    ...(url === undefined ? {} : { pullRequest: { name: status.currentPromotion?.name ?? '', url } }),
    automatic: status.autoPromotionEnabled === true,
    ...freightAsked(waits),
    ...present({ uid, command: commandOf(stage, requested, upstream, waits[0]?.freight?.name) }),
  };
}

function holdGates({ effectiveAutoPromotionHolds }: StageStatus): readonly EngineGate[] {
  return Object.keys(effectiveAutoPromotionHolds ?? {}).map((origin) => ({
    name: origin,
    kind: 'notPassed',
    said: 'held: it is not promoted by itself until that is released',
    isForAutomation: true,
  }));
}

/** Of several Warehouses each has its own, and which is to be promoted is not clear. */
function freightAsked([one, ...others]: readonly Awaited[]): Pick<EngineMove, 'freight'> {
  return one?.freight && others.length === 0 ? { freight: one.freight.shown } : {};
}

/** Where exactly one piece of freight is meant: the one that is known to be next, that of the one Stage before, or the newest of the one Warehouse. */
function commandOf(
  { metadata: { name, namespace } }: LiveObject,
  requested: readonly Requested[],
  upstream: (name: string) => LiveObject | undefined,
  known: string | undefined,
): string | undefined {
  const [one, ...others] = requested;
  if (!one || others.length > 0 || namespace === undefined) return undefined;
  const [before, ...more] = one.sources.stages ?? [];
  const said =
    before === undefined || more.length > 0 ? undefined : freightIn(upstream(before) ?? emptyStage, one.origin.name);
  const freight = known ?? said;
  const what =
    freight !== undefined
      ? { flag: '--freight=', value: freight }
      : before === undefined && one.sources.direct === true
        ? { flag: '--warehouse=', value: one.origin.name }
        : undefined;
  if (!what) return undefined;
  return copiedCommand([
    'kargo promote',
    { flag: '--project=', value: namespace },
    what,
    { flag: '--stage=', value: name },
  ]);
}

const emptyStage: LiveObject = { apiVersion: '', kind: '', metadata: { name: '' } };

/** What a step `git-open-pr` of a promotion that runs has told. Source: docs.kargo.io, "git-open-pr", Output. */
function openPullRequest(state: unknown): string | undefined {
  if (!isMap(state)) return undefined;
  return Object.values(state)
    .map((output) => webAddress(stringAt(output, 'pr', 'url')))
    .find((url) => url !== undefined);
}
