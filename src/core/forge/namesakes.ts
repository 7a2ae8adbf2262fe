import type { Check } from './types';

/**
 * Checks of one name that are not the same one (of two workflows, of a branch and of its pull request): each stays, with a
 * number from the second on, so that the failure of one is not hidden by the success of another.
 */
export function namesakes(checks: readonly Check[]): Check[] {
  const seen = new Map<string, number>();
  return checks.map((check) => {
    const number = (seen.get(check.context) ?? 0) + 1;
    seen.set(check.context, number);
    return number === 1 ? check : { ...check, context: `${check.context} (${number})` };
  });
}
