import { environmentForges } from '../../../core/forge/forgeSettings';
import type { ClusterTarget, Environment, Service } from '../../../core/catalog/catalog';
import type { Clusters } from '../../../core/cluster/clusters';
import type { ObservedPlace } from '../../../core/fleet/commitObserver';
import type { FleetOptions } from '../../../core/fleet/makeDependencies';
import { BranchlineError } from '../../../core/support/errors';
import { redactingLog, type Log } from '../../../core/support/log';
import { message } from '../../../core/support/message';
import type { CliContext } from '../../context';
import { clustersOf } from '../../repository/clusters';
import { namedCatalog, serviceNamed } from '../../repository/services';
import type { VerifyCall } from './call';
import { catalogTokens } from '../../repository/tokens';

/** What is to be verified, and by what it is looked at. */
export interface Place extends ObservedPlace {
  readonly catalogPath: string;
  readonly target: ClusterTarget;
  readonly clusters: Clusters;
  readonly log: Log;
  /** Each opening has connections of its own. */
  readonly fleet: () => FleetOptions;
}

/** Nobody waits for a pipeline longer than needed: what is refused or lost is tried again soon. */
const timings = { refusedMs: 10_000, backoffCapMs: 10_000 };

/** @throws BranchlineError where the catalog does not have it, or may not do what it asks for */
export async function placeOf(call: VerifyCall, storage: string, context: CliContext): Promise<Place> {
  const { catalog, path: catalogPath } = await namedCatalog(call.catalog, context);
  const tokens = catalogTokens(catalog, context);
  const service = await serviceNamed(call.service, catalog, context);
  const environment = environmentOf(call, service);
  const target = environment.cluster;
  const names = { service: service.name, environment: environment.name };
  if (!target) {
    throw new BranchlineError(
      'cli/noCluster',
      message('The catalog names no cluster for {service}/{environment}.', names),
    );
  }
  if (call.catalog === undefined && environment.checks?.some(({ kind }) => kind === 'command')) {
    throw new BranchlineError(
      'cli/commandNotNamed',
      message('The catalog runs a command for {service}/{environment}: name that catalog with --catalog.', names),
    );
  }
  const log = redactingLog((level, line) => {
    if (level === 'error') context.warn(line);
  });
  const makeClusters = () => clustersOf(context, { timings });
  const base = { storage, memory: storage, tokens, forges: environmentForges(context.environment), online: true, log };
  const fleet = () => ({ ...base, clusters: makeClusters() });
  return { catalog, service, environment, target, catalogPath, clusters: makeClusters(), log, fleet };
}

function environmentOf({ environment: name, branch }: VerifyCall, service: Service): Environment {
  if (name === undefined && branch === undefined) {
    throw new BranchlineError(
      'cli/noEnvironment',
      message('Name the environment with --environment, or its branch with --branch.'),
    );
  }
  const found = service.environments.filter(
    (environment) =>
      (name === undefined || environment.name === name) && (branch === undefined || environment.branch === branch),
  );
  const [only] = found;
  if (only && found.length === 1) return only;
  const values = { service: service.name, asked: [name, branch].filter((part) => part !== undefined).join(', ') };
  throw new BranchlineError(
    'cli/noEnvironment',
    only
      ? message('{service} has several environments for {asked}: name one with --environment.', values)
      : message('{service} has no environment {asked}.', values),
  );
}
