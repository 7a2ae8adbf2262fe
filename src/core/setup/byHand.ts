import { message, type Message } from '../support/message';
import type { Item } from './plan/item';
import type { Wish } from './wish';

/** How a person brings about what this command did not; nothing where there is nothing to do. */
export function byHand({ part, standing }: Item, wish: Wish): Message | undefined {
  if (standing === 'there' || standing === 'make') return undefined;
  const { owner, name } = wish.repository;
  const values = { repository: `${owner}/${name}` };
  switch (part.kind) {
    case 'content':
      return message('Mend the template, or take another one.');
    case 'repository':
      if (standing === 'differs') {
        return message(
          'Settings of {repository}, as an administrator: make it as it is wished, or take another name.',
          values,
        );
      }
      return message(
        'See to it that {repository} does not exist, and that the account of the token may create it.',
        values,
      );
    case 'branches':
      return message('Take another name, or bring the branches of {repository} about by hand.', values);
    case 'defaultBranch':
      return message('Settings of {repository}: make {branch} the default branch.', {
        ...values,
        branch: wish.defaultBranch,
      });
    case 'protection':
      return message(
        'Settings of {repository}, as an administrator: protect {branch}: pull requests only, no force-push, no deletion; required checks: {checks}; approvals: {approvals}.',
        { ...values, branch: part.branch, ...demands(wish, part.branch) },
      );
    case 'webhook':
      return message('Settings of {repository}, as an administrator: a webhook in JSON for {events}.', {
        ...values,
        events: wish.webhook?.events.join(', ') ?? '',
      });
    case 'catalog':
      return message('Add {service} to the catalog under "services".', { service: wish.service });
    case 'access':
      return message('Look at {file}, and move it away where it is to be written anew.', { file: part.file });
  }
}

function demands({ protection }: Wish, branch: string): { readonly checks: string; readonly approvals: number } {
  const wanted = protection.get(branch);
  const checks = wanted?.requiredChecks ?? [];
  return { checks: checks.length === 0 ? '-' : checks.join(', '), approvals: wanted?.requiredApprovals ?? 0 };
}
