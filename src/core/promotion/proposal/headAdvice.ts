import { message, type Message } from '../../support/message';
import type { Plan } from '../plan';

/** What the forge allows, where it told. */
export interface LandingRules {
  readonly landingStyles: readonly ('merge' | 'squash' | 'rebase')[];
  readonly deletesHeadOnMerge: boolean;
}

/**
 * Why the pull request comes from a branch of its own, with one commit on top of the target, and not from the source
 * branch itself: what that would do here. The first reason holds everywhere.
 * @see research: promotion §3.5, modes A, B and C
 */
export function headAdvice({ edge, untouched }: Plan, rules: LandingRules | undefined): readonly Message[] {
  const always = message('What is reviewed is what lands: later commits on {from} do not join it.', {
    from: edge.from,
  });
  const owned =
    untouched.length > 0 &&
    message('The branch {from} as head would carry what belongs to its environment ({count} places).', {
      from: edge.from,
      count: untouched.length,
    });
  const deletes =
    rules?.deletesHeadOnMerge &&
    message('The repository deletes the head of what is merged: as head, the branch {from} would be deleted.', {
      from: edge.from,
    });
  const withoutMerge =
    rules &&
    !rules.landingStyles.includes('merge') &&
    message('Merge commits are not allowed here: after a squash or rebase of {from}, the next merge would conflict.', {
      from: edge.from,
    });
  return [always, owned, deletes, withoutMerge].flatMap((reason) => (reason ? [reason] : []));
}
