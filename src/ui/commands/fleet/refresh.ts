import { command } from '../command';
import { withProgressIn } from '../support/progress';

/** Looks afresh at every repository, pipeline and cluster. */
export const refresh = command('branchline.refresh', async (app) => {
  await withProgressIn({ viewId: 'branchline.fleet' }, app.signal, async (signal) => {
    await app.reloadCatalog(signal);
    await app.fleet.refresh('person', signal);
  });
});
