import { previousHealthy } from '../../core/change/previousHealthy';
import type { Commit } from '../../core/git/objects';
import { oneLine } from '../../core/support/oneLine';
import { systemClock } from '../../core/support/clock';
import { short, type Sha } from '../../core/support/sha';
import type { CliContext } from '../context';
import { forgeOf } from './forge';
import type { OpenRepository } from './openRepository';

/** Which deployment counts as healthy, and what says so. */
export interface HealthyDocument {
  readonly commit: Sha;
  readonly checks: readonly { readonly name: string; readonly verdict: string }[];
  readonly source: string;
}

export type HealthyBefore =
  | { readonly kind: 'healthy'; readonly deployment: Commit; readonly evidence: HealthyDocument }
  | { readonly kind: 'unknown'; readonly said: string };

/** The newest deployment before the head that is known to be healthy. @throws ForgeError where the forge cannot be asked */
export async function healthyBefore(
  head: Sha,
  { repository, remote }: OpenRepository,
  context: CliContext,
): Promise<HealthyBefore> {
  const forge = await forgeOf(remote, context);
  if (forge.kind === 'none') {
    return {
      kind: 'unknown',
      said: `${remote.where} ${forge.said}: of no deployment is it known whether it was healthy.`,
    };
  }
  const found = await previousHealthy(repository, head, forge, systemClock, context.signal);
  if (!found) return { kind: 'unknown', said: 'Of none of the last deployments is it known that its pipeline passed.' };
  const { deployment, pipeline } = found;
  const checks = pipeline.contexts.map(({ name, verdict }) => ({ name, verdict }));
  const evidence = { commit: deployment.sha, checks, source: pipeline.observed.source };
  return { kind: 'healthy', deployment, evidence };
}

export function healthyText({ commit, checks, source }: HealthyDocument): string {
  const told = checks.map(({ name, verdict }) => `${oneLine(name, 60)}: ${verdict}`).join(', ');
  return `${short(commit)} is the newest earlier deployment whose pipeline passed (${told}; by ${source})`;
}
