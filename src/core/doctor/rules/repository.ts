import { message } from '../../support/message';
import { filledLater, type Rule } from './rule';

export const repositoryRules = {
  repositoryMissing: {
    severity: 'error',
    what: message('The repository cannot be seen: {reason}', filledLater),
    why: message('Nothing of the service can be shown, promoted or rolled back.'),
    fix: message('Correct its address in the catalog, or give the account of the token access to it.'),
  },
  archived: {
    severity: 'error',
    settings: 'repository',
    what: message('The repository {repository} is archived.', filledLater),
    why: message('No pull request can be opened or merged in it.'),
    fix: message('Unarchive it in its settings on {host}, or take the service out of the catalog.', filledLater),
  },
  renamed: {
    severity: 'warning',
    what: message('The repository {repository} is {now} by now.', filledLater),
    why: message('Reading is sent on to the new name; pushing and opening pull requests are not.'),
    fix: message('Write its address into the catalog: {address}', filledLater),
  },
  noDefaultBranch: {
    severity: 'warning',
    settings: 'repository',
    what: message('The repository has no default branch, or one that does not exist.'),
    why: message(
      'The repository’s own .branchline.yaml counts only where it is the same on every branch that is read.',
    ),
    fix: message('Set the default branch in the settings of the repository.'),
  },
  branchMissing: {
    severity: 'error',
    what: message('The repository has no branch {branch}.', filledLater),
    why: message('The environment has no state, and nothing can be promoted to it or from it.'),
    fix: message('Create the branch, or name another one in the catalog.'),
  },
  sharedBranch: {
    severity: 'warning',
    what: message('The environments {environments} are one branch, {branch}.', filledLater),
    why: message('What is merged for one of them goes to all of them at once.'),
    fix: message('Give each environment a branch of its own in the catalog.'),
  },
  unrelated: {
    severity: 'error',
    what: message('The branches {from} and {to} have no history in common.', filledLater),
    why: message('No baseline can be found between them, and the forge refuses a merge of one into the other.'),
    fix: message('Begin {to} anew as a branch of {from}, with the content of its own as a commit on top.', filledLater),
  },
  rulesUnreadable: {
    severity: 'error',
    what: message('{reason}', filledLater),
    why: message('What travels and what stays is not known, so nothing is planned, promoted or rolled back.'),
    fix: message('Mend the file on the default branch.'),
  },
  rulesDiffer: {
    severity: 'warning',
    what: message('The .branchline.yaml on {branch} is not that on {usual}.', filledLater),
    why: message('Only that on the default branch counts: what this one says has no effect.'),
    fix: message('Make them the same, or remove it from {branch}.', filledLater),
  },
} as const satisfies Record<string, Rule>;
