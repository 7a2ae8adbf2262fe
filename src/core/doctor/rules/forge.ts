import { message } from '../../support/message';
import { filledLater, type Rule } from './rule';

export const forgeRules = {
  noToken: {
    severity: 'warning',
    what: message('There is no token for {host}.', filledLater),
    why: message('Only what anybody may see is known, and nothing can be proposed.'),
    fix: message('Set {variable} to a token of an account that may write.', filledLater),
  },
  tokenRefused: {
    severity: 'error',
    what: message('{reason}', filledLater),
    why: message('Branches, checks and pull requests are not known, and nothing can be proposed.'),
    fix: message('Make a new token on {host}, and set {variable} to it.', filledLater),
  },
  mayNotPush: {
    severity: 'warning',
    what: message('The account of the token may not push to the repository.'),
    why: message('It can propose nothing, and post no status.'),
    fix: message('Give the account the right to write, or use the token of one that has it.'),
  },
  notProtected: {
    severity: 'warning',
    settings: 'branches',
    what: message('The branch {branch} is not protected.', filledLater),
    why: message('Whoever may write can push to it past every pull request, gate and check of Branchline.'),
    fix: message('Protect {branch} in the settings of the repository on {host}: no direct pushes.', filledLater),
  },
  entryNotProtected: {
    severity: 'note',
    settings: 'branches',
    what: message('The branch {branch} is not protected; nothing is promoted to it.', filledLater),
    why: message('Whoever may write can push to it. Where that is meant, all is well.'),
    fix: message(
      'Protect {branch} in the settings of the repository on {host}, where changes are to be reviewed.',
      filledLater,
    ),
  },
  mayPushPast: {
    severity: 'warning',
    settings: 'branches',
    what: message('The account of the token may push to {branch} past its protection.', filledLater),
    why: message('Whoever has the token can change what runs without a pull request.'),
    fix: message('Take the account off the list of those who may push to {branch}, on {host}.', filledLater),
  },
  requiredNeverPosted: {
    severity: 'error',
    settings: 'branches',
    what: message(
      '{branch} requires the check "{check}", which none of the last {count} pull requests has had.',
      filledLater,
    ),
    why: message('If nothing posts it, no pull request towards {branch} can ever be merged.', filledLater),
    fix: message(
      'Let something post it, or take it out of the protection of {branch} in the settings on {host}.',
      filledLater,
    ),
  },
  requiredNotSeen: {
    severity: 'note',
    what: message(
      '{branch} requires the check "{check}", and there was no pull request yet that could have had it.',
      filledLater,
    ),
    why: message('Whether anything posts it is not known before the first one.'),
    fix: message(
      'Look at the first pull request towards {branch}: if the check is missing there, it waits for ever.',
      filledLater,
    ),
  },
  verdictNotRequired: {
    severity: 'note',
    settings: 'branches',
    what: message('"{check}" is posted on pull requests towards {branch}, and not required there.', filledLater),
    why: message('One that it says no to can be merged all the same.'),
    fix: message('Require it in the protection of {branch}, in the settings of the repository on {host}.', filledLater),
  },
  onlySquash: {
    severity: 'note',
    settings: 'landing',
    what: message('The repository lets pull requests land only by squashing.'),
    why: message('Whoever edits the message then can drop the lines by which a promotion is recognised.'),
    fix: message('Allow merge commits in the settings of the repository, or leave the message as it is.'),
  },
  mergeNotAllowed: {
    severity: 'warning',
    settings: 'landing',
    what: message(
      'The catalog asks for "head: {head}" towards {environment}, and the repository allows no merge commits.',
      filledLater,
    ),
    why: message('Pull requests there are opened as "head: commit" instead.'),
    fix: message('Allow merge commits in the settings of the repository, or take "head" out of the catalog.'),
  },
  keepsHeads: {
    severity: 'note',
    settings: 'landing',
    what: message('The repository keeps the branches of merged pull requests.'),
    why: message('Branches under promote/, rollback/ and update/ pile up.'),
    fix: message('Switch on the deletion of merged branches in the settings of the repository on {host}.', filledLater),
  },
} as const satisfies Record<string, Rule>;
