import * as vscode from 'vscode';
import { command } from './command';
import { pickCell } from './pick';
import { pickDeployment } from './pickDeployment';
import { showDeployment } from '../history/showDeployment';
import { targetsOf } from './targets';

/** Deployments of one environment of a service; choosing one shows what it changed. */
export const showHistory = command('branchline.showHistory', async (app, args) => {
  const cell = await pickCell(app, targetsOf(args), vscode.l10n.t('History of which service and environment?'));
  if (!cell) return;
  const deployment = await pickDeployment(app, cell, vscode.l10n.t('Deployments, newest first'));
  if (deployment) await showDeployment(app, cell, deployment);
});
