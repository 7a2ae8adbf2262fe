import { command } from '../command';

export const showLog = command('branchline.showLog', (app) => {
  app.shell.log.show();
  return Promise.resolve();
});
