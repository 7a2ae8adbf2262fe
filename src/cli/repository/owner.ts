import type { Environment } from '../../core/catalog/catalog';
import type { BranchOwner } from '../../core/change/engine/owner';
import { engineObject, engineName } from '../../core/change/engine/refusal';
import { ControllerBoard } from '../../core/fleet/cluster/controllerBoard';
import { CellControllers, identitiesOf } from '../../core/fleet/cluster/controllers';
import { deadline, delay } from '../../core/support/deadline';
import { inEnglish } from '../../core/support/message';
import { oneLine } from '../../core/support/oneLine';
import type { CliContext } from '../context';
import { clustersOf } from './clusters';
import type { OpenRepository } from './openRepository';

const mostMs = 15_000;
const lookAgainMs = 20;

/**
 * Who moves a branch, by one look into the cluster that the catalog names for its environment. Nothing where it names none; a kubeconfig
 * that does not know it is told, and holds nobody up.
 */
export async function ownerOf(
  { service, remote, repository }: Pick<OpenRepository, 'service' | 'remote' | 'repository'>,
  branch: string,
  context: CliContext,
): Promise<BranchOwner | undefined> {
  const environment = service.environments.find((one) => one.branch === branch);
  if (service.name === undefined || !environment?.cluster) return undefined;
  const addresses = [remote.where, repository.where];
  const owner = await lookAt(environment, environment.cluster, identitiesOf(addresses), service.content.path, context);
  if (owner.kind === 'unknown' && owner.reason === 'notConfigured') {
    context.warn(`branchline: whether an engine moves ${branch} was not looked at: ${inEnglish(owner.said)}`);
  }
  return owner;
}

async function lookAt(
  environment: Environment,
  target: NonNullable<Environment['cluster']>,
  repositories: ReadonlySet<string>,
  contentPath: string,
  context: CliContext,
): Promise<BranchOwner> {
  const { signal } = context;
  const clusters = clustersOf(context);
  const controllers = new CellControllers(new ControllerBoard(clusters), target, environment, () => undefined);
  const bounded = deadline(signal, mostMs);
  try {
    controllers.watch();
    controllers.look(repositories, contentPath);
    while (isOpen(controllers.owner)) {
      await delay(lookAgainMs, bounded);
      controllers.look(repositories, contentPath);
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!bounded.aborted) throw error;
  } finally {
    controllers.dispose();
    clusters.dispose();
  }
  return controllers.owner;
}

function isOpen(owner: BranchOwner): boolean {
  return owner.kind === 'unknown' && owner.reason === 'pending';
}

/** As JSON: who moves a branch, what they wait for, and their door. */
export type OwnerDocument = ReturnType<typeof ownerDocument>;

export function ownerDocument(owner: BranchOwner) {
  const seen = owner.observed && {
    observed: { at: new Date(owner.observed.at).toISOString(), source: owner.observed.source },
  };
  switch (owner.kind) {
    case 'nobody':
      return { kind: owner.kind, ...seen };
    case 'unknown':
      return { kind: owner.kind, reason: owner.reason, said: inEnglish(owner.said), ...seen };
    case 'engine': {
      const { source, kind, namespace, name, move, sync, health, operation, paused, reason } = owner.status;
      return {
        kind: owner.kind,
        engine: source,
        object: { kind, ...(namespace === undefined ? {} : { namespace }), name },
        state: { sync, health, operation, paused, ...(reason === undefined ? {} : { reason }) },
        ...move,
        ...seen,
      };
    }
  }
}

const signs = { passed: '✓', notPassed: '✗', unknown: '?' } as const;

/** The same for people: what the engine waits for, its pull request, and what a person may call. */
export function ownerLines(owner: OwnerDocument): readonly string[] {
  if (owner.kind === 'nobody') return [];
  if (owner.kind === 'unknown') return [`? ${oneLine(owner.said, 400)}`];
  const { engine, object, state, from = [], gates = [], pullRequest, command, automatic, observed } = owner;
  const source = observed === undefined ? '' : ` (${observed.source}, ${observed.at})`;
  const comes = from.length > 0 ? `, from ${from.map((one) => oneLine(one)).join(', ')}` : '';
  const why = state.reason === undefined ? '' : `: ${oneLine(state.reason, 400)}`;
  return [
    `${engineName(engine)}: ${oneLine(engineObject(object))}${comes}${source}`,
    `${stateWords(state)}${why}`,
    ...gates.map(({ name, kind, said }) => `${signs[kind]} ${oneLine(name)}: ${oneLine(said, 400)}`),
    ...(pullRequest ? [`its pull request ${oneLine(pullRequest.name)}: ${pullRequest.url}`] : []),
    ...(command === undefined ? [] : [`to have it promote: ${command}`]),
    ...(automatic === true ? ['it goes on by itself once that is passed'] : []),
  ];
}

function stateWords({
  operation,
  paused,
  sync,
}: {
  readonly operation: string;
  readonly paused: boolean;
  readonly sync: string;
}): string {
  if (operation === 'deleting') return 'it is being deleted';
  if (operation === 'failed') return 'the promotion fails';
  if (paused) return 'held';
  if (operation === 'running') return 'a promotion is under way';
  if (sync === 'outOfSync') return 'a promotion is pending';
  return sync === 'synced' ? 'promoted' : 'state unknown';
}
