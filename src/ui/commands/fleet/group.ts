import type { Grouping } from '../../tree/fleetTree';
import { command, type Command } from '../command';

export const groupByService = grouping('branchline.groupByService', 'service');
export const groupByEnvironment = grouping('branchline.groupByEnvironment', 'environment');

function grouping(id: Command['id'], by: Grouping): Command {
  return command(id, (app) => app.setGrouping(by));
}
