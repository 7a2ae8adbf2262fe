import * as vscode from 'vscode';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { liveUri } from '../../documents/liveUri';
import { command } from '../command';

/** The open manifest beside what is live of it: the same text with the live values put in. */
export const compareWithLive = command('branchline.compareWithLive', async (app) => {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const file = uri && (await app.folders.fileOf(uri));
  if (!file?.environment) {
    throw new BranchlineError(
      'editor/noEnvironment',
      message('It is not known with which environment to compare this file.'),
      {
        remedy: { title: message('Choose the Environment'), command: 'branchline.chooseEnvironment' },
      },
    );
  }
  const { service, environment, path } = file;
  await vscode.commands.executeCommand(
    'vscode.diff',
    liveUri(`${service}/${environment}`, path),
    uri,
    vscode.l10n.t('{path}: live in {environment} ↔ file', { path, environment }),
  );
});
