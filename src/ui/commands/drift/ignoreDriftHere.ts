import * as vscode from 'vscode';
import { addDriftIgnore } from '../../../core/catalog/addIgnore';
import type { DriftIgnore } from '../../../core/catalog/catalog';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { isIgnorable, type FieldTarget } from '../../decorations/fieldTarget';
import { command } from '../command';
import { pickField } from './pickField';
import { tellInfo } from '../../tell';

/**
 * Adds a rule to the catalog: this key of this object does not count as drift in this service and environment. The rest
 * of the catalog's text stays as it is.
 */
export const ignoreDriftHere = command('branchline.ignoreDriftHere', async (app, args) => {
  const title = vscode.l10n.t('Ignore the drift of which field?');
  const target = await pickField(app, args, { fits: isIgnorable, title });
  if (!target) return;
  const { catalogPath } = app;
  if (catalogPath === undefined) {
    throw new BranchlineError('catalog/none', message('There is no catalog that could say so: create one first.'), {
      remedy: { title: message('Create a Catalog'), command: 'branchline.createCatalog' },
    });
  }
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(catalogPath));
  const text = addDriftIgnore(document.getText(), ruleOf(target));
  if (text === undefined) {
    throw new BranchlineError(
      'catalog/notEdited',
      message('The catalog cannot be edited for sure: add the key under drift.ignore by hand.'),
      { remedy: { title: message('Open the Catalog'), command: 'branchline.openCatalog' } },
    );
  }
  const wasSaved = !document.isDirty;
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
  // Somebody's own unfinished changes are theirs to save.
  if (wasSaved) await document.save();
  const [service = '', environment = ''] = target.cell.split('/');
  const open = vscode.l10n.t('Open the Catalog');
  const chosen = await tellInfo(
    vscode.l10n.t('{key} of {object} no longer counts as drift of {service} in {environment}.', {
      key: target.path,
      object: `${target.object.kind} ${target.object.name}`,
      service,
      environment,
    }),
    open,
  );
  if (chosen === open) await vscode.commands.executeCommand('branchline.openCatalog');
});

function ruleOf({ path, object: { kind, name }, cell }: FieldTarget): DriftIgnore {
  const [service = '', environment = ''] = cell.split('/');
  return { key: path, kind, name, services: [service], environments: [environment] };
}
