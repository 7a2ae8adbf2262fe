import { evidenceOf } from '../core/fleet/gates/pipeline';
import { pipelineState } from '../core/pipeline/rollUp';
import type { PipelineEvidence } from '../core/promotion/gateEvidence';
import { deadline } from '../core/support/deadline';
import { reasonOf } from '../core/support/errors';
import { short, type Sha } from '../core/support/sha';
import type { CliContext } from './context';
import { forgeOf } from './forge';
import type { OpenRepository } from './repository';

const checksMs = 15_000;

/** What the forge says of the checks of a commit; nothing where it does not say it in time. It holds nobody up. */
export async function pipelineOf(
  commit: Sha | null,
  { remote }: OpenRepository,
  context: CliContext,
): Promise<PipelineEvidence | undefined> {
  if (commit === null) return undefined;
  const signal = deadline(context.signal, checksMs);
  try {
    const forge = await forgeOf(remote, { ...context, signal });
    if (forge.kind === 'none') return undefined;
    const checks = await forge.client.checks(forge.repository, commit, signal);
    return evidenceOf(pipelineState(commit, checks, { at: Date.now(), source: forge.client.identity.host }));
  } catch (error) {
    context.signal.throwIfAborted();
    context.warn(`branchline: the checks of ${short(commit)} are not known: ${reasonOf(error)}`);
    return undefined;
  }
}

/** The service's name in the catalog, else that of its repository. */
export function serviceName({ service, remote }: OpenRepository): string {
  return service.name ?? /([^/\\:]+?)(?:\.git)?[/\\]*$/.exec(remote.where)?.[1] ?? remote.where;
}
