import * as z from 'zod';
import type { LiveObject } from '../live';
import { argoStatuses } from './argo';
import { branchOf } from './branchOf';
import { pushTargets } from './kargoTargets';
import { repositoryIdentity } from '../../support/repositoryIdentity';
import { authorizedStage } from './kargoProject';
import { copiedCommand } from '../../support/copiedCommand';
import { isMap, listAt, mapAt, stringAt } from '../json';
import { present, webAddress, type EngineGate, type EngineMove, type GitopsStatus } from './status';

const promotion = z.object({
  finishedAt: z.string().optional(),
  status: z
    .object({
      phase: z
        .enum(['Pending', 'Running', 'Succeeded', 'Failed', 'Errored', 'Aborted', 'unknown'])
        .optional()
        .catch('unknown'),
      message: z.string().optional(),
    })
    .optional(),
});

const stageStatus = z.object({
  observedGeneration: z.number().optional(),
  health: z
    .object({
      status: z.enum(['Healthy', 'Progressing', 'Unhealthy', 'unknown']).optional().catch('unknown'),
      issues: z.array(z.string()).nullish(),
    })
    .optional(),
  currentPromotion: z
    .object({ name: z.string().optional(), status: z.object({ state: z.unknown() }).nullish() })
    .nullish(),
  autoPromotionEnabled: z.boolean().optional(),
  lastPromotion: promotion.nullish(),
  effectiveAutoPromotionHolds: z.record(z.string(), z.unknown()).nullish(),
});

type StageStatus = z.infer<typeof stageStatus>;

const stageSpec = z.object({
  requestedFreight: z.array(
    z.object({
      origin: z.object({ name: z.string() }),
      sources: z.object({
        direct: z.boolean().optional(),
        stages: z.array(z.string()).nullish(),
        requiredSoakTime: z.string().nullish(),
      }),
    }),
  ),
});

type Requested = z.infer<typeof stageSpec>['requestedFreight'][number];

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
  const claims = objects.filter((object) => isAuthorizing(object, named)).flatMap((object) => argoStatuses(object));
  const targets = move ? pushTargets(stage) : [];
  const isOf = (repository: string | undefined) => (one: { readonly repository?: string }) =>
    repositoryIdentity(one.repository ?? '') === repositoryIdentity(repository ?? '');
  // Which branch an Application means that follows a commit or a tag, the steps tell.
  const meant = claims.filter(
    ({ repository, follows }) => branchOf(follows) !== undefined || !targets.some(isOf(repository)),
  );
  const others = targets.filter(({ repository, branch }) =>
    branch === undefined ? claims.length === 0 : !meant.some((one) => isOf(repository)(one) && one.follows === branch),
  );
  return [...meant, ...others.map(({ repository, branch }) => present({ repository, follows: branch }))].map(
    (place) => ({ ...statusFor(stage, place, status), ...(move ? { move } : {}) }),
  );
}

function isAuthorizing({ apiVersion, kind, metadata }: LiveObject, named: string): boolean {
  const isApplication = kind === 'Application' && apiVersion.startsWith('argoproj.io/');
  return isApplication && metadata.annotations?.[authorizedStage] === named;
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
  const upstream = (name: string) =>
    objects.find(
      ({ apiVersion, kind, metadata }) =>
        apiVersion === stage.apiVersion &&
        kind === stage.kind &&
        metadata.name === name &&
        metadata.namespace === stage.metadata.namespace,
    );
  const url = openPullRequest(status.currentPromotion?.status?.state);
  return {
    from: requested.flatMap(({ origin, sources }) => [
      ...(sources.direct ? [`Warehouse ${origin.name}`] : []),
      ...(sources.stages ?? []).map((name) => `Stage ${name}`),
    ]),
    gates: [
      ...requested.flatMap((one) => (one.sources.stages ?? []).map((name) => gateOf(name, upstream(name), one))),
      ...holdGates(status),
    ],
    ...(url === undefined ? {} : { pullRequest: { name: status.currentPromotion?.name ?? '', url } }),
    automatic: status.autoPromotionEnabled === true,
    ...present({ command: commandOf(stage, requested, upstream) }),
  };
}

/** Freight is taken once it is verified there, and, where a time is asked for, has been there for so long. */
function gateOf(name: string, stage: LiveObject | undefined, { origin, sources }: Requested): EngineGate {
  const about = `Stage ${name}`;
  if (!stage) return { name: about, kind: 'unknown', said: 'it cannot be read' };
  const parsed = stageStatus.safeParse(stage['status'] ?? {});
  if (!parsed.success || (parsed.data.observedGeneration ?? 0) < (stage.metadata.generation ?? 1)) {
    return { name: about, kind: 'unknown', said: 'its latest change is not observed yet' };
  }
  const freight = freightIn(stage, origin.name);
  if (freight === undefined) return { name: about, kind: 'notPassed', said: `it has no freight of ${origin.name}` };
  const [verification] = listAt(listAt(stage, 'status', 'freightHistory')[0], 'verificationHistory');
  const phase = stringAt(verification, 'phase');
  const soak = sources.requiredSoakTime ? `, and ${sources.requiredSoakTime} are asked for there` : '';
  if (phase === undefined)
    return { name: about, kind: 'unknown', said: `freight ${freight}: no verification is told${soak}` };
  const said = `freight ${freight}: verification ${phase}${soak}`;
  if (phase === 'Successful') return { name: about, kind: soak === '' ? 'passed' : 'unknown', said };
  return { name: about, kind: 'notPassed', said };
}

function holdGates({ effectiveAutoPromotionHolds }: StageStatus): readonly EngineGate[] {
  return Object.keys(effectiveAutoPromotionHolds ?? {}).map((origin) => ({
    name: origin,
    kind: 'notPassed',
    said: 'held: it is not promoted by itself until that is released',
  }));
}

/** The freight of a Warehouse that a Stage has now: the first of its history. */
function freightIn(stage: LiveObject, warehouse: string): string | undefined {
  return stringAt(mapAt(listAt(stage, 'status', 'freightHistory')[0], 'items', `Warehouse/${warehouse}`), 'name');
}

/** Where exactly one piece of freight is meant: that of the one Stage before, or the newest of the one Warehouse. */
function commandOf(
  { metadata: { name, namespace } }: LiveObject,
  requested: readonly Requested[],
  upstream: (name: string) => LiveObject | undefined,
): string | undefined {
  const [one, ...others] = requested;
  if (!one || others.length > 0 || namespace === undefined) return undefined;
  const [before, ...more] = one.sources.stages ?? [];
  const freight =
    before === undefined || more.length > 0 ? undefined : freightIn(upstream(before) ?? emptyStage, one.origin.name);
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
