import * as vscode from 'vscode';
import { BranchlineError } from '../../core/support/errors';
import { message } from '../../core/support/message';
import { command } from './command';

/** Opens the catalog's file; where there is none, offers to make one. */
export const openCatalog = command('branchline.openCatalog', async (app) => {
  const path = app.catalogPath;
  if (path === undefined) throw noCatalog();
  await vscode.window.showTextDocument(vscode.Uri.file(path));
});

export function noCatalog(): BranchlineError {
  return new BranchlineError('catalog/none', message('This workspace has no branchline.yaml.'), {
    remedy: { title: message('Create a Catalog'), command: 'branchline.createCatalog' },
  });
}
