import type { Head } from '../../forge/types';
import { message } from '../../support/message';
import { namesMeant } from '../../support/namesMeant';
import type { Unknown } from '../../support/observation';
import type { NamedChecks } from '../facts/facts';
import { headOf } from '../facts/headOf';
import type { Outcome } from '../finding';
import { found, notChecked, whenKnown, type Check } from './outcome';

/** Whether what a branch requires is ever posted, and whether it requires what we post. */
export const requiredChecks: Check = {
  name: 'requiredChecks',
  of: ({ forge, git, cells }, check) =>
    whenKnown(forge, { check }, (onForge) =>
      cells.flatMap(({ environment: { name: environment, branch }, checks }) => {
        const at = { check, environment };
        return whenKnown(headOf(onForge, git, branch), at, (head) =>
          head?.untold
            ? [notChecked(check, notTold(branch), environment)]
            : head
              ? whenKnown(checks.onPullRequests, at, (seen) =>
                  ofBranch(head, seen, { environment, host: onForge.host }),
                )
              : [],
        );
      }),
    ),
};

function notTold(branch: string): Unknown {
  const said = message('The forge does not tell this token what {branch} asks for before something lands.', { branch });
  return { kind: 'unknown', reason: 'forbidden', said };
}

function ofBranch(
  { branch, requiredChecks: required }: Head,
  { looked: count, names }: NamedChecks,
  { environment, host }: { readonly environment: string; readonly host: string },
): readonly Outcome[] {
  const onPullRequests = [...names];
  const isRequired = namesMeant(required);
  const missing = required.flatMap((check): Outcome[] => {
    if (onPullRequests.some(namesMeant([check]))) return [];
    if (count === 0) return [found('requiredNotSeen', { branch, check }, { environment })];
    return [found('requiredNeverPosted', { branch, check, count, host }, { environment })];
  });
  const ours = onPullRequests.filter((name) => name.startsWith('branchline/') && !isRequired(name));
  return [...missing, ...ours.map((check) => found('verdictNotRequired', { branch, check, host }, { environment }))];
}
