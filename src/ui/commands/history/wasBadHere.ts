import { command } from '../command';
import { deploymentMeant } from '../support/deploymentsMeant';

/** It was bad already with this deployment: which one broke it? */
export const wasBadHere = command('branchline.wasBadHere', (app, args) => {
  const { service, environment, commit } = deploymentMeant(args);
  app.past.showBisect(service, environment, { commit, mark: 'bad' });
  return Promise.resolve();
});
