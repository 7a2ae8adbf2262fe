import { inEnglish } from '../../support/message';
import { found, whenKnown, type Check } from './outcome';

/** Whether what a repository says of itself can be read, and is what somebody who reads another branch would think. */
export const ownRules: Check = {
  name: 'rules',
  of: ({ git }, check) =>
    whenKnown(git, { check }, ({ unreadableRules, otherRules, defaultBranch }) =>
      whenKnown(defaultBranch, { check }, (usual = '') =>
        unreadableRules
          ? [found('rulesUnreadable', { reason: inEnglish(unreadableRules) })]
          : otherRules.map((branch) => found('rulesDiffer', { branch, usual })),
      ),
    ),
};
