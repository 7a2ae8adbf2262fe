import { command } from './command';

export const showLog = command('branchline.showLog', (app) => Promise.resolve(app.shell.log.show()));
