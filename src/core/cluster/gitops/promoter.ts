import * as z from 'zod';
import { mapAt, stringAt } from '../json';
import type { LiveObject } from '../live';
import { present, type GitopsStatus } from './status';

const group = 'promoter.argoproj.io/';

const commit = z.object({ sha: z.string().optional() }).nullish();

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
        pullRequest: z.object({ state: z.string().optional(), prCreationTime: z.string().optional() }).nullish(),
      }),
    )
    .nullish(),
});

type StrategyStatus = z.infer<typeof strategyStatus>;
type Environment = NonNullable<StrategyStatus['environments']>[number];

/**
 * What a PromotionStrategy says of each of its environments' branches. It moves branches and deploys nothing: what is
 * applied is not its to say. A promotion is pending where the dry commit that is proposed is not the one in force.
 * Source: docs/controllers.md, "GitOps Promoter".
 */
export function promoterStatuses(strategy: LiveObject, objects: readonly LiveObject[]): GitopsStatus[] {
  const parsed = strategyStatus.safeParse(strategy['status'] ?? {});
  if (!parsed.success) return [];
  const status = parsed.data;
  const repository = repositoryOf(strategy, objects);
  return (status.environments ?? []).map((environment) => ({
    source: 'promoter',
    kind: strategy.kind,
    name: strategy.metadata.name,
    namespace: strategy.metadata.namespace,
    ...present({ repository, follows: environment.branch, path: stringAt(strategy, 'spec', 'activePath') }),
    paused: false,
    ...verdicts(environment, status, strategy.metadata.generation ?? 0),
  }));
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

/** Hosts that a provider means where it names none. Source: gitops-promoter, ScmProvider. */
const usualHosts: Readonly<Record<string, string>> = { github: 'github.com', gitlab: 'gitlab.com' };

/** Where its GitRepository and the provider of that are at hand and of a kind whose addresses are known. */
function repositoryOf(strategy: LiveObject, objects: readonly LiveObject[]): string | undefined {
  const repository = referenced(
    objects,
    strategy,
    'GitRepository',
    stringAt(strategy, 'spec', 'gitRepositoryRef', 'name'),
  );
  const reference = mapAt(repository, 'spec', 'scmProviderRef');
  if (!repository || (reference['kind'] ?? 'ScmProvider') !== 'ScmProvider') return undefined;
  const provider = referenced(objects, strategy, 'ScmProvider', stringAt(reference, 'name'));
  if (!provider) return undefined;
  for (const forge of ['github', 'gitlab', 'forgejo', 'gitea']) {
    const owner = stringAt(repository, 'spec', forge, 'owner') ?? stringAt(repository, 'spec', forge, 'namespace');
    const name = stringAt(repository, 'spec', forge, 'name');
    const host = stringAt(provider, 'spec', forge, 'domain') || usualHosts[forge];
    if (owner !== undefined && name !== undefined && host !== undefined) return `https://${host}/${owner}/${name}`;
  }
  return undefined;
}

function referenced(
  objects: readonly LiveObject[],
  { metadata: { namespace } }: LiveObject,
  wanted: string,
  name: string | undefined,
): LiveObject | undefined {
  return objects.find(
    ({ apiVersion, kind, metadata }) =>
      apiVersion.startsWith(group) && kind === wanted && metadata.name === name && metadata.namespace === namespace,
  );
}
