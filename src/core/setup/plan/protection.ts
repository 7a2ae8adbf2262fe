import type { Protection } from '../../forge/hosting';
import { message, type Message } from '../../support/message';
import { namesMeant } from '../../support/namesMeant';
import type { Fact } from '../../support/fact';
import type { Item } from './item';

/** A protection that asks for more than is wished is as it should be. */
export function ofProtection(
  branch: string,
  wanted: Protection,
  found: Fact<Protection | undefined> | undefined,
): Item {
  const part = { kind: 'protection', branch } as const;
  if (found?.kind === 'unknown') return { part, standing: 'unknown', said: [found.said] };
  if (!found?.value) return { part, standing: 'make', said: [] };
  const said = looser(found.value, wanted);
  return { part, standing: said.length === 0 ? 'there' : 'differs', said };
}

function looser(found: Protection, wanted: Protection): readonly Message[] {
  // GitLab waits for all checks at once, which is a pattern.
  const isRequired = namesMeant(found.requiredChecks);
  const missing = wanted.requiredChecks.filter((check) => !isRequired(check));
  const isAskedFor = wanted.requiredChecks.length > 0 || wanted.requiredApprovals > 0;
  return [
    ...(isAskedFor && found.onlyWarns === true
      ? [
          message(
            'The forge does not enforce its merge checks here, which may need another plan: it warns, and lands all the same.',
          ),
        ]
      : []),
    ...(wanted.pullRequestsOnly && !found.pullRequestsOnly
      ? [message('Some may push to it without a pull request.')]
      : []),
    ...(!wanted.mayForcePush && found.mayForcePush ? [message('Its history may be pushed over.')] : []),
    ...(!wanted.mayDelete && found.mayDelete ? [message('It may be deleted.')] : []),
    ...missing.map((check) => message('The check {check} is not required.', { check })),
    ...(found.requiredApprovals < wanted.requiredApprovals
      ? [
          message('It asks for {found} approvals, and not for {wanted}.', {
            found: found.requiredApprovals,
            wanted: wanted.requiredApprovals,
          }),
        ]
      : []),
    ...(wanted.needsCodeOwner === true && found.needsCodeOwner === false
      ? [message('A review by a code owner is not required.')]
      : []),
  ];
}
