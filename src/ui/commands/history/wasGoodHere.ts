import { command } from '../command';
import { deploymentMeant } from '../support/deploymentsMeant';

/** It was good still with this deployment: which one broke it? */
export const wasGoodHere = command('branchline.wasGoodHere', (app, args) => {
  const { service, environment, commit } = deploymentMeant(args);
  app.past.showBisect(service, environment, { commit, mark: 'good' });
  return Promise.resolve();
});
