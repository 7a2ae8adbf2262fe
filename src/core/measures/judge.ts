import type { Sha } from '../support/sha';
import type { Failure, JudgedDeployment, MeasuredDeployment, Restoration } from './deployment';

/**
 * Which deployments failed, and how each failure ended.
 * @param chain the deployments of one service on one environment, newest first, without a gap
 * @see docs/measures.md, "Failure" and "Restoring"
 */
export function judged(chain: readonly MeasuredDeployment[]): readonly JudgedDeployment[] {
  const undone = undoneBy(chain);
  const failures = chain.map((deployment, at) => failureOf(deployment, chain[at - 1], undone));
  const restorations = restorationsOf(chain, failures);
  return chain.map((deployment, at) => {
    const [failure, restoration] = [failures[at], restorations[at]];
    return { ...deployment, ...(failure ? { failure } : {}), ...(restoration ? { restoration } : {}) };
  });
}

/** By what was taken back by name, or, of a restore, by what was in force when it came. */
function undoneBy(chain: readonly MeasuredDeployment[]): ReadonlyMap<Sha, Sha> {
  const by = new Map<Sha, Sha>();
  chain.forEach(({ kind, undone, commit }, at) => {
    if (kind !== 'rollback') return;
    const inForce = chain[at + 1];
    const named = undone.length > 0 ? undone : inForce ? [inForce.commit] : [];
    for (const one of named) by.set(one, commit);
  });
  return by;
}

function failureOf(
  { commit, kind, verdict, isShared }: MeasuredDeployment,
  after: MeasuredDeployment | undefined,
  undone: ReadonlyMap<Sha, Sha>,
): Failure | undefined {
  if (isShared) return undefined;
  if (verdict === 'failed') return { why: 'verdict' };
  const by = undone.get(commit);
  if (by !== undefined) return { why: 'rolledBack', by };
  // What follows a rollback mends what was rolled back.
  const isMended = kind !== 'rollback' && after?.kind === 'hotfix' && !after.isShared;
  return isMended ? { why: 'hotfixed', by: after.commit } : undefined;
}

/** In one walk from the newest: what comes next is known when it is asked. */
function restorationsOf(
  chain: readonly MeasuredDeployment[],
  failures: readonly (Failure | undefined)[],
): readonly (Restoration | undefined)[] {
  let healthy: MeasuredDeployment | undefined;
  let isDoubtful = false;
  return chain.map((deployment, at) => {
    if (failures[at]) {
      if (failures[at + 1]) return undefined;
      return restorationOf(deployment, healthy, isDoubtful);
    }
    const isKnown = deployment.verdict === 'passed' && !deployment.isShared;
    if (isKnown) healthy = deployment;
    isDoubtful = !isKnown;
    return undefined;
  });
}

function restorationOf(
  failed: MeasuredDeployment,
  healthy: MeasuredDeployment | undefined,
  isDoubtful: boolean,
): Restoration {
  if (isDoubtful) return { kind: 'unknown' };
  if (!healthy) return { kind: 'open' };
  const ms = healthy.at - failed.at;
  return ms < 0 ? { kind: 'unknown' } : { kind: 'restored', by: healthy.commit, ms };
}
