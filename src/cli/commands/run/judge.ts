import { environmentForges } from '../../../core/forge/forgeSettings';
import type { Catalog, Service } from '../../../core/catalog/catalog';
import { repositoryIdentity } from '../../../core/support/repositoryIdentity';
import type { FleetDependencies } from '../../../core/fleet/dependencies';
import { endDependencies, makeDependencies } from '../../../core/fleet/makeDependencies';
import { judgeAll, type Answer } from '../../../core/judge/judgeAll';
import { judgeNow, type JudgeNowOptions } from '../../../core/judge/judgeNow';
import { locateService } from '../../../core/fleet/observe/locatedService';
import { systemClock } from '../../../core/support/clock';
import { deadline } from '../../../core/support/deadline';
import { BranchlineError } from '../../../core/support/errors';
import { redactingLog } from '../../../core/support/log';
import { message } from '../../../core/support/message';
import { makeOwnFolder, removeOwnFolder } from '../../../core/support/ownFolder';
import type { CliContext, ExitCode } from '../../context';
import { lookAtCell } from '../../repository/gates';
import { allServices, namedCatalog, serviceNamed } from '../../repository/services';
import type { JudgeCall } from '../judge/call';
import { exitOf, printAnswers, warnOfFailures, writeSummary } from '../judge/output';
import { settingsOf, type JudgeSettings } from '../judge/settings';
import { catalogTokens } from '../../repository/tokens';

/** Judges, posts where that is asked for, tells; what it ends with. @throws BranchlineError where there is nothing to judge */
export async function runJudge(call: JudgeCall, context: CliContext): Promise<ExitCode> {
  const settings = settingsOf(call);
  demandTrustedCatalog(call);
  const { catalog } = await namedCatalog(call.catalog, context);
  const storage = await makeOwnFolder('judge');
  const log = redactingLog((level, line) => {
    if (level === 'error') context.warn(line);
  });
  const tokens = catalogTokens(catalog, context);
  const base = {
    storage,
    memory: storage,
    tokens,
    forges: environmentForges(context.environment),
    online: true,
    clusters: undefined,
    log,
  };
  const deps = makeDependencies(base, () => ({ treeVisible: false, focused: false }));
  try {
    const answers = await answersFor(call, settings, { catalog, deps }, context);
    printAnswers(answers, call, context);
    warnOfFailures(answers, context);
    await writeSummary(answers, call, context);
    return exitOf(answers);
  } finally {
    endDependencies(deps);
    await removeOwnFolder(storage);
  }
}

/**
 * A catalog that is found may lie in the checkout of what is judged: then the pull request would write its own rules. Not
 * every pipeline says that it is one.
 */
function demandTrustedCatalog({ post, catalog }: JudgeCall): void {
  if (!post || catalog !== undefined) return;
  throw new BranchlineError(
    'cli/catalogNotNamed',
    message('--post needs --catalog: a catalog that is found in a checkout may be the pull request’s own.'),
  );
}

/** Of a service and a branch: the others of the same repository that have it, too, where no name tells their statuses apart. */
function sameStatus(services: readonly Service[], { post, statusContext }: JudgeCall) {
  const isOne = post === true && !statusContext.includes('{service}');
  const identities = new Map(services.map(({ name, repository }) => [name, repositoryIdentity(repository)]));
  return (service: string, branch: string): readonly string[] =>
    services
      .filter(({ name, environments }) => {
        const isOther = isOne && name !== service && identities.get(name) === identities.get(service);
        return isOther && environments.some((environment) => environment.branch === branch);
      })
      .map(({ name }) => name);
}

async function answersFor(
  call: JudgeCall,
  { timeoutMs, number, allowed, counts, post }: JudgeSettings,
  { catalog, deps }: { readonly catalog: Catalog; readonly deps: FleetDependencies },
  context: CliContext,
): Promise<readonly Answer[]> {
  const options: JudgeNowOptions = {
    timeoutMs,
    allowed,
    counts,
    post,
    perEnvironment: call.statusContext.includes('{environment}'),
    clock: systemClock,
    log: deps.log,
    sameStatus: sameStatus(catalog.services, call),
    cell: (cell, signal) => lookAtCell(cell, call, { ...context, signal }),
  };
  if (number !== undefined && call.service !== undefined) {
    const service = await serviceNamed(call.service, catalog, context);
    const located = await locateService(service, deps, deadline(context.signal, timeoutMs));
    return [{ kind: 'judged', ...(await judgeNow(located, number, options, context.signal)) }];
  }
  if (call.service !== undefined) {
    const service = await serviceNamed(call.service, catalog, context);
    return judgeAll([service], deps, options, context.signal);
  }
  const { catalog: whole, failures } = await allServices(catalog, context);
  const failed = failures.map(({ subject, said }): Answer => {
    return { kind: 'failed', service: subject, said: new BranchlineError('cli/notDiscovered', said).message };
  });
  const all = { ...options, sameStatus: sameStatus(whole.services, call) };
  return [...failed, ...(await judgeAll(whole.services, deps, all, context.signal))];
}
