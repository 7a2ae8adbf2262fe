import { command } from '../command';
import { showCode } from '../../history/showCode';
import { deploymentMeant } from '../support/deploymentsMeant';

/** What code came with the images of a deployment. */
export const showDeploymentCode = command('branchline.showDeploymentCode', (app, args) =>
  showCode(app, deploymentMeant(args)),
);
