import type { DeploymentRow, RollbackChoice } from '../../core/fleet/fleet';

/** What the row of a deployment offers: its state again, or the present state without its change. */
export type WayBack = Extract<RollbackChoice['way'], 'restore' | 'undo'>;

/** The branch is in the head's state already, and what the first commit brought has no state before it. */
export function waysBack({ commit }: Pick<DeploymentRow, 'commit'>, head: DeploymentRow['commit']): readonly WayBack[] {
  return [
    ...(commit.sha === head.sha ? [] : (['restore'] as const)),
    ...(commit.parents.length === 0 ? [] : (['undo'] as const)),
  ];
}

/** What the row of a deployment has buttons for: `code` shows what code came with it. */
export type RowAction = WayBack | 'code';

/** Of the first commit of all nobody can say what came with it: there is nothing before it. */
export function rowActions(row: Pick<DeploymentRow, 'commit'>, head: DeploymentRow['commit']): readonly RowAction[] {
  return [...waysBack(row, head), ...(row.commit.parents.length === 0 ? [] : (['code'] as const))];
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
