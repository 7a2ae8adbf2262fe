import { BranchlineError } from '../../support/errors';
import { message } from '../../support/message';
import type { Observation, Unknown } from '../../support/observation';

export function missingBranch(branch: string, observed: Observation): Unknown {
  return {
    kind: 'unknown',
    reason: 'missing',
    said: message('The repository has no branch {branch}. Create it, or name another one in the catalog.', { branch }),
    observed,
  };
}

export function notTrusted(): BranchlineError {
  return new BranchlineError('fleet/notTrusted', message('This folder is not trusted, so nobody is asked.'), {
    remedy: { title: message('Manage trust'), command: 'workbench.trust.manage' },
  });
}
