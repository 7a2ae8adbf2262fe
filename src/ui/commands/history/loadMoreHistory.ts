import { command } from '../command';

/** Reads the history further back. */
export const loadMoreHistory = command('branchline.loadMoreHistory', (app) => app.history.more());
