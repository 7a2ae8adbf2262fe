import type { Service } from '../../../core/catalog/catalog';
import { between, type Between } from '../../../core/measures/between';
import type { DeploymentVerdict } from '../../../core/measures/deployment';
import type { Standing } from '../../../core/measures/standing';
import { systemClock } from '../../../core/support/clock';
import type { Sha } from '../../../core/support/sha';
import type { CliContext, ExitCode } from '../../context';
import { deploymentDocument } from '../../output/deployment';
import type { LookedAt } from '../../repository/eachService';
import { verdictFailure } from '../../repository/deploymentVerdicts';
import { withHistories } from '../../repository/histories';
import type { ChangesCall } from './call';

/** What `changes --json` prints. */
export type ChangesDocument = ReturnType<typeof changesDocument>;
export type ServiceChanges = Awaited<ReturnType<typeof changesOf>>;

/** What one service went through. @throws BranchlineError where its repository cannot be read, or is cut */
export async function changesOf(service: Service, call: ChangesCall, context: CliContext) {
  return withHistories(service, call, context, async ({ opened, histories, places, verdicts }) => {
    const place = places.find(({ environment }) => environment === call.environment);
    if (!place) return { service: service.name, state: 'noBranch' as const };
    const found = await between(
      opened.memory,
      histories,
      place,
      { since: call.from, until: call.to },
      systemClock.now(),
    );
    const told = await verdicts.ask(found.deployments.map(({ commit }) => commit));
    return {
      service: service.name,
      ...serviceDocument(found, told),
      verdictFailure: verdictFailure(verdicts.failure()) ?? null,
    };
  });
}

function serviceDocument(found: Between, verdicts: ReadonlyMap<Sha, DeploymentVerdict>) {
  const { from, to, deployments, undated, items, commits } = found;
  return {
    state: stateOf(found),
    from: standingDocument(from, commits.from),
    to: standingDocument(to, commits.to),
    deployments: deployments.map((record) => ({
      ...deploymentDocument(record),
      /** When it came here is not known: the time is that of the commit. */
      undated: undated.has(record.commit),
      verdict: verdicts.get(record.commit) ?? ('unknown' as const),
    })),
    items: items ?? null,
  };
}

/** `back`: something was deployed, and all is as it was. */
function stateOf({ items, deployments }: Between): 'unknown' | 'same' | 'back' | 'changed' {
  if (!items) return 'unknown';
  if (items.length > 0) return 'changed';
  return deployments.length > 0 ? 'back' : 'same';
}

function standingDocument(standing: Standing, commit: Sha | undefined) {
  if (standing.kind === 'unknown') return { commit: null, unknown: standing.why };
  return { commit: commit ?? null };
}

export function changesDocument({ found, failures }: LookedAt<ServiceChanges>, call: ChangesCall) {
  const instant = (at: number) => new Date(at).toISOString();
  return {
    ...{ environment: call.environment, from: instant(call.from), to: instant(call.to) },
    services: found,
    failures,
  };
}

/** @returns 0 nothing changed · 2 something did · 3 where something stood is not known · 1 not all could be looked at */
export function exitOf({ services, failures }: ChangesDocument): ExitCode {
  if (
    failures.length > 0 ||
    services.every(({ state }) => state === 'noBranch') ||
    services.some((one) => one.state !== 'noBranch' && one.verdictFailure !== null)
  )
    return 1;
  if (services.some(({ state }) => state === 'unknown')) return 3;
  return services.some(({ state }) => state === 'changed' || state === 'back') ? 2 : 0;
}
