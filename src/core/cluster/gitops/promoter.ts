import * as z from 'zod';
import { listAt } from '../json';
import { promoterRepository } from './promoterRepository';
import type { LiveObject } from '../live';
import { present, webAddress, type EngineGate, type EngineMove, type GitopsStatus } from './status';

const commit = z.object({ sha: z.string().optional(), repoURL: z.string().optional() }).nullish();

const selectors = z.array(z.object({ key: z.string() })).nullish();

const environmentSpec = z.object({
  branch: z.string().min(1),
  autoMerge: z.boolean().nullish().catch(undefined),
  activePath: z.string().optional().catch(undefined),
  proposedCommitStatuses: selectors.catch(undefined),
});

const strategySpec = z.object({
  activePath: z.string().optional().catch(undefined),
  proposedCommitStatuses: selectors.catch(undefined),
});

const side = z
  .object({
    dry: commit,
    hydrated: commit,
    note: z.object({ drySha: z.string().optional() }).nullish(),
    commitStatuses: z
      .array(
        z.object({
          key: z.string(),
          phase: z.enum(['pending', 'success', 'failure', 'unknown']).catch('unknown'),
          description: z.string().optional(),
        }),
      )
      .nullish(),
  })
  .nullish();

const strategyStatus = z.object({
  observedGeneration: z.number().optional(),
  conditions: z.array(z.object({ type: z.string(), status: z.string(), message: z.string().optional() })).nullish(),
  environments: z
    .array(
      z.object({
        branch: z.string(),
        active: side,
        proposed: side,
        pullRequest: z
          .object({
            id: z.string().optional(),
            state: z.string().optional(),
            prCreationTime: z.string().optional(),
            url: z.string().optional(),
          })
          .nullish(),
      }),
    )
    .nullish(),
});

type StrategyStatus = z.infer<typeof strategyStatus>;
type Environment = NonNullable<StrategyStatus['environments']>[number];

type StrategySpec = z.infer<typeof strategySpec>;
type Wanted = z.infer<typeof environmentSpec>;

/**
 * What a PromotionStrategy says of each of its environments' branches: those that it is told of, whether or not it has
 * said anything yet, and once more without a branch where those cannot be read. It moves branches and deploys nothing: what is applied is not its to say. A promotion is pending where the
 * dry commit that is proposed is not the one in force.
 * Source: docs/controllers.md, "GitOps Promoter"; gitops-promoter, api/v1alpha1/promotionstrategy_types.go.
 */
export function promoterStatuses(strategy: LiveObject, objects: readonly LiveObject[]): GitopsStatus[] {
  const spec = strategySpec.safeParse(strategy['spec'] ?? {});
  const shared = spec.success ? spec.data : {};
  const parsed = strategyStatus.safeParse(strategy['status'] ?? {});
  const status = parsed.success ? parsed.data : {};
  const told = promoterRepository(strategy, objects);
  const about = {
    source: 'promoter',
    kind: strategy.kind,
    name: strategy.metadata.name,
    namespace: strategy.metadata.namespace,
    paused: false,
  } as const;
  const generation = strategy.metadata.generation ?? 0;
  const wanted = listAt(strategy, 'spec', 'environments').map((one) => environmentSpec.safeParse(one));
  const unread = wanted.length === 0 || wanted.some(({ success }) => !success);
  const statuses = wanted.flatMap(({ data }): GitopsStatus[] => {
    if (!data) return [];
    const { branch } = data;
    const environment = status.environments?.find((one) => one.branch === branch) ?? { branch };
    // The provider may be one that is not read: its own commits say where they are.
    const repository = told ?? gitAddress(environment.active?.hydrated?.repoURL);
    const isObserved = (status.observedGeneration ?? 0) >= (strategy.metadata.generation ?? 1);
    return [
      {
        ...about,
        ...present({ repository, follows: branch, path: data.activePath ?? shared.activePath }),
        ...verdicts(environment, status, generation),
        move: moveOf(data, environment, shared, isObserved),
      },
    ];
  });
  return unread ? [...statuses, { ...about, ...present({ repository: told }), ...unreadStrategy }] : statuses;
}

/** By the web or by ssh; nothing for what is no address of a repository. */
function gitAddress(text: string | undefined): string | undefined {
  return /^(?:ssh:\/\/|[\w.-]{1,64}@[\w.-]+:)/.test(text ?? '') ? text : webAddress(text);
}

/** Which branches it moves cannot be read, and so it may be any. */
const unreadStrategy = {
  sync: 'unknown',
  health: 'unknown',
  operation: 'idle',
  move: {
    from: [],
    gates: [{ name: 'PromotionStrategy', kind: 'unknown', said: 'which branches it moves cannot be read' }],
    automatic: true,
  },
} as const;

/**
 * It merges its own pull request, from `<branch>-next`, once all checks of what is proposed have passed, or leaves that to a
 * person where it is told to (`autoMerge`). Checks that are asked for and not reported are not known.
 * Source: gitops-promoter, docs/crd-specs, "PromotionStrategy".
 */
function moveOf(
  { branch, autoMerge, proposedCommitStatuses: own }: Wanted,
  { proposed, pullRequest }: Environment,
  { proposedCommitStatuses: all }: StrategySpec,
  isObserved: boolean,
): EngineMove {
  const reported = proposed?.commitStatuses ?? [];
  const asked = [...(all ?? []), ...(own ?? [])].map(({ key }) => key);
  const keys = [...new Set([...reported.map(({ key }) => key), ...asked])];
  const url = pullRequest?.state === 'open' ? webAddress(pullRequest.url) : undefined;
  return {
    from: [`${branch}-next`],
    gates: keys.map((key) => gateOf(key, isObserved ? reported.find((one) => one.key === key) : undefined, isObserved)),
    ...(url === undefined ? {} : { pullRequest: { name: `#${pullRequest?.id ?? '?'}`, url } }),
    automatic: autoMerge !== false,
  };
}

function gateOf(
  name: string,
  found: { readonly phase: string; readonly description?: string | undefined } | undefined,
  isObserved: boolean,
): EngineGate {
  if (!found)
    return { name, kind: 'unknown', said: isObserved ? 'not reported yet' : 'the latest change is not observed yet' };
  const said = [found.phase, found.description].filter(Boolean).join(': ');
  if (found.phase === 'success') return { name, kind: 'passed', said };
  return { name, kind: found.phase === 'unknown' ? 'unknown' : 'notPassed', said };
}

function verdicts(
  { active, proposed, pullRequest }: Environment,
  { observedGeneration, conditions }: StrategyStatus,
  generation: number,
): Pick<GitopsStatus, 'sync' | 'health' | 'operation' | 'reason' | 'desired' | 'since'> {
  if (observedGeneration === undefined || observedGeneration < generation) {
    return { sync: 'unknown', health: 'unknown', operation: 'idle' };
  }
  const ready = conditions?.find(({ type }) => type === 'Ready');
  const failed = ready?.status === 'False';
  const [wanted, inForce] = [proposed?.note?.drySha ?? proposed?.dry?.sha, active?.dry?.sha];
  const isPending = wanted !== undefined && inForce !== undefined && wanted !== inForce;
  const isOpen = pullRequest?.state === 'open';
  const checks = [...(active?.commitStatuses ?? []), ...(isPending ? (proposed?.commitStatuses ?? []) : [])];
  const amiss = checks.find(({ phase }) => phase === 'failure') ?? checks.find(({ phase }) => phase === 'pending');
  return {
    sync: wanted === undefined || inForce === undefined ? 'unknown' : isPending ? 'outOfSync' : 'synced',
    health: healthOf(active),
    operation: failed ? 'failed' : isOpen ? 'running' : 'idle',
    ...present({
      desired: (isPending ? proposed : active)?.hydrated?.sha,
      reason: failed ? ready.message : amiss && [amiss.key, amiss.description].filter(Boolean).join(': '),
      since: isOpen ? pullRequest.prCreationTime : undefined,
    }),
  };
}

/** By the checks of what is in force. */
function healthOf(active: Environment['active']): GitopsStatus['health'] {
  const phases = (active?.commitStatuses ?? []).map(({ phase }) => phase);
  if (phases.includes('failure')) return 'degraded';
  if (phases.includes('pending')) return 'progressing';
  return phases.length > 0 && phases.every((phase) => phase === 'success') ? 'healthy' : 'unknown';
}
