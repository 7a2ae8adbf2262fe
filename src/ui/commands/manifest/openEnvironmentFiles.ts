import * as vscode from 'vscode';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { short } from '../../../core/support/sha';
import { branchUri } from '../../documents/branchUri';
import { command } from '../command';
import { pickCell } from '../support/pick';
import { targetsOf } from '../support/targets';

/** Opens any file of an environment's branch as it is at its head, read-only, without a checkout. */
export const openEnvironmentFiles = command('branchline.openEnvironmentFiles', async (app, args) => {
  const cell = await pickCell(app, targetsOf(args), vscode.l10n.t('Open the files of which service and environment?'));
  if (!cell) return;
  const { service, environment, head } = cell;
  if (head.kind === 'unknown') throw new BranchlineError('cell/noHead', head.said);
  const commit = head.commit.sha;
  const files = await app.fleet.changedFiles(service.name, undefined, commit, app.signal);
  if (files.length === 0) {
    throw new BranchlineError('cell/noFiles', message('{branch} has no files.', { branch: environment.branch }));
  }
  const picked = await vscode.window.showQuickPick(
    files.map(({ path }) => ({ label: path, path })),
    {
      ignoreFocusOut: true,
      title: vscode.l10n.t('Files of {service} in {environment}, at {commit}', {
        service: service.name,
        environment: environment.name,
        commit: short(commit),
      }),
    },
  );
  if (!picked) return;
  const { path } = picked;
  await vscode.window.showTextDocument(
    branchUri({ service: service.name, environment: environment.name, commit, path }),
  );
});
