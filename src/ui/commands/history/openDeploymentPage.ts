import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { openWeb } from '../../openWeb';
import { command } from '../command';
import { deploymentMeant } from '../support/deploymentsMeant';

/** The page of a deployment's commit on the forge. */
export const openDeploymentPage = command('branchline.openDeploymentPage', async (app, args) => {
  const { service, commit } = deploymentMeant(args);
  const page = await app.fleet.past.commitPage(service, commit, app.signal);
  if (page === undefined) {
    throw new BranchlineError(
      'deployment/noPage',
      message('The repository of {service} is on no forge that is known.', { service }),
    );
  }
  await openWeb(page);
});
