import type { Plan } from '../core/promotion/plan';
import type { ChosenHead } from '../core/promotion/proposal/heads';
import { inEnglish } from '../core/support/message';
import type { CliContext } from './context';
import { openOnEdge, openText, type OpenDocument } from './openOnEdge';
import type { ProposeOptions } from './propose';
import type { OpenRepository } from './repository';
import { section } from './text';

/** What `promote --dry-run` tells beside the candidate itself. Source: promotion.md §3.12, points 8 and 9. */
export interface DryRunDocument {
  /** Each way in which the promotion could come, and why or why not. */
  readonly heads: readonly {
    readonly head: ChosenHead['head'];
    readonly verdict: 'taken' | 'possible' | 'refused';
    readonly why: readonly string[];
  }[];
  /** What stands open on the edge; nothing where that is not known, or nobody asked (`--no-pr`). */
  readonly open?: readonly OpenDocument[];
}

/** Looks at what a promotion would meet on the forge. */
export async function dryRunOf(
  opened: OpenRepository,
  plan: Plan,
  { head: taken, options }: ChosenHead,
  { pr }: ProposeOptions,
  context: CliContext,
): Promise<DryRunDocument> {
  const open = pr ? await openOnEdge(opened, plan, context) : undefined;
  const heads = options.map(({ head, verdict, why }) => ({
    head,
    verdict: head === taken ? ('taken' as const) : verdict === 'advised' ? ('possible' as const) : verdict,
    why: why.map(inEnglish),
  }));
  return { heads, ...(open ? { open } : {}) };
}

export function dryRunText({ heads, open }: DryRunDocument): readonly string[] {
  const words = { taken: 'taken', possible: 'possible', refused: 'not possible' };
  return [
    ...section(
      'it comes from',
      heads.map(({ head, verdict, why }) => `${head} (${words[verdict]}): ${why.join(' ')}`),
    ),
    ...section('open pull requests', open?.map(openText) ?? []),
  ];
}
