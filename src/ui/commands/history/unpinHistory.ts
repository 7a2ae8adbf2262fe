import { command } from '../command';

/** The history follows again what is looked at. */
export const unpinHistory = command('branchline.unpinHistory', (app) => app.history.pin(false));
