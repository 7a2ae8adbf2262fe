import * as vscode from 'vscode';
import { command } from '../command';
import { pickEdges } from '../support/pick';
import { targetsOf } from '../support/targets';
import { promoteOne } from './promote';

/** Shows what one promotion would do, also where several were chosen: on the page on which it is decided. */
export const showPreview = command('branchline.showPreview', async (app, args) => {
  const [edge] = await pickEdges(app, targetsOf(args), vscode.l10n.t('Preview which promotion?'));
  if (!edge) return;
  await promoteOne(app, edge);
});
