import type { RollbackChoice } from '../../core/fleet/fleet';
import type { PastDeployment } from '../../core/past/deployment';

/** What the row of a deployment offers: its state again, that before it, or the present state without its change. */
export type WayBack = RollbackChoice['way'];

/** The branch is in the head's state already, and what the first commit brought has no state before it. */
export function waysBack(
  { commit, before }: Pick<PastDeployment, 'commit' | 'before'>,
  head: string | undefined,
): readonly WayBack[] {
  return [
    ...(commit === head ? [] : (['restore'] as const)),
    ...(before === undefined ? [] : (['restoreBefore', 'undo'] as const)),
  ];
}

/** What is to be asked once each way was simulated: nothing, where the one that is wanted can be gone. */
export type ToAsk =
  | { readonly kind: 'nothing'; readonly choice: RollbackChoice }
  | { readonly kind: 'way'; readonly choices: readonly RollbackChoice[] };

/** A way that cannot be gone stands first, with the reason, above what else could be done. */
export function toAsk(choices: readonly RollbackChoice[], wanted: WayBack | undefined): ToAsk {
  const choice = choices.find(({ way }) => way === wanted);
  if (choice?.outcome.kind === 'possible') return { kind: 'nothing', choice };
  return { kind: 'way', choices: choice ? [choice, ...choices.filter((other) => other !== choice)] : choices };
}
