import { command } from '../command';

/** Services × environments in a tab of the editor. */
export const openBoard = command('branchline.openBoard', (app) => {
  app.board.open();
  return Promise.resolve();
});
