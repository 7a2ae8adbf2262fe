import type { PromotionHead } from '../core/catalog/catalog';
import { possibleHeads } from '../core/fleet/possibleHeads';
import type { Plan } from '../core/promotion/plan';
import { chooseHead, type ChosenHead, type LandingRules } from '../core/promotion/proposal/heads';
import type { CliContext } from './context';
import { forgeOf } from './forge';
import { edgeBetween } from './gates';
import type { ProposeOptions } from './propose';
import type { OpenRepository } from './repository';
import { unlessSilent } from './unlessSilent';

/**
 * What a promotion comes from, of all that it could come from. The forge is asked only where its answer matters: where
 * another head than the default one is wanted, or what would be is to be told.
 * @throws PromotionError `headRefused` where the person asked for what is not possible
 */
export async function headsFor(
  opened: OpenRepository,
  plan: Plan,
  isPartial: boolean,
  { head, pr, dryRun }: ProposeOptions & { readonly head?: PromotionHead },
  context: CliContext,
): Promise<ChosenHead> {
  const catalog = isPartial ? undefined : edgeBetween(opened, plan.edge)?.head;
  const matters = dryRun === true || (head ?? catalog ?? 'commit') !== 'commit';
  if (!matters) return { head: 'commit', options: [] };
  const rules = pr ? await rulesOf(opened, context) : undefined;
  const options = await possibleHeads(opened.repository, plan, rules, isPartial, context.signal);
  return chooseHead(options, { person: head, catalog });
}

async function rulesOf({ remote }: OpenRepository, context: CliContext): Promise<LandingRules | undefined> {
  return unlessSilent('what the forge allows is not known', context, async (signal) => {
    const forge = await forgeOf(remote, { ...context, signal });
    return forge.kind === 'none' ? undefined : forge.client.repository(forge.repository, signal);
  });
}
