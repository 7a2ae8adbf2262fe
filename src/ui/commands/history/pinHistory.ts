import { command } from '../command';

/** The history stays with what it shows, whatever is looked at elsewhere. */
export const pinHistory = command('branchline.pinHistory', (app) => app.history.pin(true));
