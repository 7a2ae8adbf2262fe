import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { PastDeployment } from '../../../core/past/deployment';

/**
 * The deployment of the row, or of the page, that a command was called on.
 * @throws BranchlineError where it was called on none
 */
export function deploymentMeant([row]: readonly unknown[]): PastDeployment {
  const found = typeof row === 'object' && row !== null && 'deployment' in row ? row.deployment : undefined;
  if (isDeployment(found)) return found;
  throw new BranchlineError(
    'command/noDeployment',
    message('This is asked of a deployment: choose one in the history.'),
    {
      nothingToDo: true,
    },
  );
}

function isDeployment(found: unknown): found is PastDeployment {
  return typeof found === 'object' && found !== null && 'commit' in found && 'stood' in found;
}
