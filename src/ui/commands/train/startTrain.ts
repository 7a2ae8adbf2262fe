import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { askTrain } from '../../train/askTrain';
import { command } from '../command';
import { targetsOf } from '../support/targets';

/** Palette, tree and board: several services go together, in waves. Asks, then shows one preview of all. */
export const startTrain = command('branchline.startTrain', async (app, args) => {
  const { catalog, edges } = app.fleet.snapshot;
  if (!catalog) throw new BranchlineError('train/noCatalog', message('No service is known yet.'));
  const targets = targetsOf(args);
  const meant = targets.edges.flatMap((id) => edges.get(id) ?? []);
  const [step, ...others] = new Set(meant.map(({ from, to }) => `${from.name}>${to.name}`));
  const [first] = meant;
  const services = new Set([...meant.map(({ service }) => service.name), ...targets.services]);
  const wish = await askTrain({
    ...{ catalog, edges: [...edges.values()], services: [...services] },
    ...(step !== undefined && others.length === 0 && first
      ? { step: { from: first.from.name, to: first.to.name } }
      : {}),
  });
  if (wish) app.trains.tabs.prepare(wish);
});
