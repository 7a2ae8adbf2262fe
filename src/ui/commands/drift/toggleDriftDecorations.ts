import * as vscode from 'vscode';
import { settings } from '../../settings';
import { command } from '../command';

export const toggleDriftDecorations = command('branchline.toggleDriftDecorations', async () => {
  const shown = settings.driftDecorations();
  await vscode.workspace
    .getConfiguration('branchline')
    .update('drift.decorations', !shown, vscode.ConfigurationTarget.Global);
});
