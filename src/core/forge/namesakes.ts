import type { Check } from './types';

/**
 * Checks of one name that are not the same one (of two workflows, of a branch and of its pull request): each stays, shown with a
 * number that no other one has, so that the failure of one is not hidden by the success of another; and says what it is called
 * (`of`), since whoever requires that name means all of them.
 */
export function namesakes(checks: readonly Check[]): Check[] {
  const names = new Set(checks.map(({ context }) => context));
  const seen = new Set<string>();
  return checks.map((check) => {
    const { context } = check;
    if (!seen.has(context)) {
      seen.add(context);
      return check;
    }
    let number = 2;
    while (names.has(`${context} (${number})`)) number += 1;
    const shown = `${context} (${number})`;
    names.add(shown);
    return { ...check, context: shown, of: context };
  });
}
