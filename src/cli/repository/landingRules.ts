import type { Edge, PromotionHead } from '../../core/catalog/catalog';
import type { ChangeTarget } from '../../core/change/preparedChange';
import type { CliContext } from '../context';
import { forgeOf } from './forge';
import type { OpenRepository } from './openRepository';
import { unlessSilent } from './unlessSilent';

interface Wanted {
  readonly head?: PromotionHead;
  readonly pr: boolean;
  readonly dryRun?: boolean;
}

/**
 * What the forge allows of how a promotion lands. It is asked only where its answer matters: where another head than the
 * default one is wanted, or what would be is to be told.
 */
export async function landingRules(
  { remote }: OpenRepository,
  path: Edge | undefined,
  { head, pr, dryRun }: Wanted,
  context: CliContext,
): Promise<ChangeTarget['landing']> {
  const matters = dryRun === true || (head ?? path?.head ?? 'commit') !== 'commit';
  if (!matters || !pr) return undefined;
  return unlessSilent('what the forge allows is not known', context, async (signal) => {
    const forge = await forgeOf(remote, { ...context, signal });
    return forge.kind === 'none' ? undefined : forge.client.repository(forge.repository, signal);
  });
}
