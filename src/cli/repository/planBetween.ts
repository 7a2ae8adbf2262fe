import type { EdgeRequest } from '../../core/promotion/edge';
import { planEdge, type PreparedPlan } from '../../core/promotion/planEdge';
import type { PinnedBaseline } from '../../core/promotion/baseline/baseline';
import { mayBeToldByPullRequests, pullRequestTexts } from '../../core/promotion/record/pullRequestTexts';
import { isAbort, reasonOf } from '../../core/support/errors';
import type { KnownService } from './knownService';
import type { CliContext } from '../context';
import { forgeOf } from './forge';
import type { OpenRepository } from './openRepository';

/** The plan between two branches, with what the catalog pins and what the forge knows of pull requests that landed. */
export async function planBetween(
  opened: OpenRepository,
  { from, to }: { readonly from: string; readonly to: string },
  context: CliContext,
): Promise<PreparedPlan> {
  const { heads, fetch, memory, service } = opened;
  const request: EdgeRequest = {
    from,
    to,
    source: heads.get(from),
    target: heads.get(to),
    pinned: pinnedFor(service, from, to),
    ...(fetch ? { fetch } : {}),
  };
  const prepared = await planEdge(memory, request, context.signal);
  // A folder is read as it is; only where the repository is asked for by its address is the forge asked, too.
  if (!fetch || !mayBeToldByPullRequests(prepared)) return prepared;
  const pullRequests = await landed(opened, from, to, context);
  return pullRequests.size === 0 ? prepared : planEdge(memory, { ...request, pullRequests }, context.signal);
}

function pinnedFor({ environments, pins = [] }: KnownService, from: string, to: string): PinnedBaseline | undefined {
  const branchOf = (name: string) => environments.find((environment) => environment.name === name)?.branch;
  const pin = pins.find((one) => branchOf(one.from) === from && branchOf(one.to) === to);
  return pin && { deployment: pin.deployment, source: pin.baseline };
}

async function landed({ remote }: OpenRepository, from: string, to: string, context: CliContext) {
  try {
    const forge = await forgeOf(remote, context);
    if (forge.kind === 'none') return new Map<string, string>();
    return pullRequestTexts(await forge.client.mergedPullRequests(forge.repository, to, context.signal), from);
  } catch (error) {
    if (isAbort(error)) throw error;
    context.warn(`branchline: what landed by pull requests is not known: ${reasonOf(error)}`);
    return new Map<string, string>();
  }
}
