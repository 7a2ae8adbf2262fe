import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { PastDeployment } from '../../../core/past/deployment';

/** The deployment of the row, or of the page, that a command was called on; nothing where it was called on none. */
export function deploymentIn([row]: readonly unknown[]): PastDeployment | undefined {
  const found = typeof row === 'object' && row !== null && 'deployment' in row ? row.deployment : undefined;
  return isDeployment(found) ? found : undefined;
}

/** @throws BranchlineError where a command was called on no deployment */
export function deploymentMeant(args: readonly unknown[]): PastDeployment {
  const found = deploymentIn(args);
  if (found) return found;
  throw new BranchlineError(
    'command/noDeployment',
    message('This is asked of a deployment: choose one in the history.'),
    { nothingToDo: true },
  );
}

function isDeployment(found: unknown): found is PastDeployment {
  return typeof found === 'object' && found !== null && 'commit' in found && 'stood' in found;
}
