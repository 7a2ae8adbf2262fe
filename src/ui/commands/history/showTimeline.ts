import { command } from '../command';
import { targetsOf } from '../support/targets';

/** Deployments over time, of the fleet or of the service that it was called on. */
export const showTimeline = command('branchline.showTimeline', (app, args) => {
  const { services, cells } = targetsOf(args);
  const [cell] = cells.flatMap((id) => app.fleet.snapshot.cells.get(id) ?? []);
  app.past.showTimeline(services[0] ?? cell?.service.name ?? '');
  return Promise.resolve();
});
