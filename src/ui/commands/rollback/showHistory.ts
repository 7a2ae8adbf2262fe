import * as vscode from 'vscode';
import { command } from '../command';
import { goBack } from './goBack';
import { pickCell } from '../support/pick';
import { pickDeploymentOrWay } from './pickDeployment';
import { showCode } from '../../history/showCode';
import { showDeployment } from '../../history/showDeployment';
import { targetsOf } from '../support/targets';

/** Deployments of one environment of a service; choosing one shows what it changed, its buttons roll back. */
export const showHistory = command('branchline.showHistory', async (app, args) => {
  const cell = await pickCell(app, targetsOf(args), vscode.l10n.t('History of which service and environment?'));
  if (!cell) return;
  const chosen = await pickDeploymentOrWay(app, cell, {
    title: vscode.l10n.t('Deployments, newest first'),
    placeholder: vscode.l10n.t('Choose a deployment to see what it changed; its buttons roll back'),
  });
  if (!chosen) return;
  const { deployment, way } = chosen;
  if (way === 'code') await showCode(app, cell, deployment);
  else await (way ? goBack(app, cell.id, deployment, way) : showDeployment(app, cell, deployment));
});
