import type { Head } from '../../forge/types';
import { message } from '../../support/message';
import type { Unknown } from '../../support/observation';
import type { ServiceFacts } from '../facts/facts';
import { headOf } from '../facts/headOf';
import type { Outcome } from '../finding';
import { found, notChecked, whenKnown, type Check } from './outcome';

/** Whether a branch changes by pull request alone. Of the first environment a team may want it otherwise. */
export const protection: Check = {
  name: 'protection',
  of: ({ service, forge, git }, check) =>
    whenKnown(forge, { check }, (onForge) =>
      service.environments.flatMap(({ name: environment, branch }) =>
        whenKnown(headOf(onForge, git, branch), { check, environment }, (head) =>
          head ? ofBranch(head, { service, environment, host: onForge.host }) : [],
        ),
      ),
    ),
};

interface About extends Pick<ServiceFacts, 'service'> {
  readonly environment: string;
  readonly host: string;
}

function ofBranch(head: Head, { service, environment, host }: About): readonly Outcome[] {
  const { branch } = head;
  const isTarget = service.edges.some(({ to }) => to === environment);
  if (head.refusesPushes === undefined) return [notChecked('protection', notTold(branch), environment)];
  if (!head.refusesPushes) {
    return [found(isTarget ? 'notProtected' : 'entryNotProtected', { branch, host }, { environment })];
  }
  return head.mayPush === true ? [found('mayPushPast', { branch, host }, { environment })] : [];
}

function notTold(branch: string): Unknown {
  const said = message('The forge does not tell this token whether {branch} refuses direct pushes.', { branch });
  return { kind: 'unknown', reason: 'forbidden', said };
}
