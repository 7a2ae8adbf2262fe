import * as vscode from 'vscode';
import { BranchlineError } from '../../../core/support/errors';
import { openFilesAt } from '../../history/openFilesAt';
import { command } from '../command';
import { pickCell } from '../support/pick';
import { targetsOf } from '../support/targets';

/** Opens any file of an environment's branch as it is at its head, read-only, without a checkout. */
export const openEnvironmentFiles = command('branchline.openEnvironmentFiles', async (app, args) => {
  const cell = await pickCell(app, targetsOf(args), vscode.l10n.t('Open the files of which service and environment?'));
  if (!cell) return;
  const { service, environment, head } = cell;
  if (head.kind === 'unknown') throw new BranchlineError('cell/noHead', head.said);
  const place = { service: service.name, environment: environment.name, commit: head.commit.sha };
  await openFilesAt(app.fleet, place, app.signal);
});
