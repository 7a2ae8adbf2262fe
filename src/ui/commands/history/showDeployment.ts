import { command } from '../command';
import { showDeployment as show } from '../../history/showDeployment';
import { deploymentMeant } from '../support/deploymentsMeant';

/** What a deployment changed, file by file. */
export const showDeployment = command('branchline.showDeployment', (app, args) => show(app, deploymentMeant(args)));
