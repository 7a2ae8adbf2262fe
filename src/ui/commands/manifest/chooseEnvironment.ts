import * as vscode from 'vscode';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { command } from '../command';

/**
 * Says with which environment the files of a folder are held against the cluster, where the branch that is checked out
 * does not say it: a feature branch, a detached HEAD.
 */
export const chooseEnvironment = command('branchline.chooseEnvironment', async (app) => {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const file = uri && (await app.folders.fileOf(uri));
  const service = app.fleet.snapshot.catalog?.services.find(({ name }) => name === file?.service);
  if (!service) {
    throw new BranchlineError('editor/noService', message('The open file belongs to no service of the catalog.'));
  }
  const automatic = { label: vscode.l10n.t('$(git-branch) By the branch that is checked out'), environment: undefined };
  const picked = await vscode.window.showQuickPick(
    [
      automatic,
      ...service.environments.map(({ name, branch }) => ({ label: name, description: branch, environment: name })),
    ],
    {
      ignoreFocusOut: true,
      title: vscode.l10n.t('Hold {service} against which environment?', { service: service.name }),
    },
  );
  if (picked) await app.folders.choose(service.name, picked.environment);
});
