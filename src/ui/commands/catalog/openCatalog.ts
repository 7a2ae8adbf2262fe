import * as vscode from 'vscode';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { command } from '../command';

/** Opens the catalog's file, at a place that counts from 1 where one is given; where there is none, offers to make one. */
export const openCatalog = command('branchline.openCatalog', async (app, [place]) => {
  const path = app.catalogPath;
  if (path === undefined) throw noCatalog();
  await vscode.window.showTextDocument(vscode.Uri.file(path), isPlace(place) ? { selection: selectionOf(place) } : {});
});

interface Place {
  readonly line: number;
  readonly column: number;
}

function isPlace(given: unknown): given is Place {
  return typeof given === 'object' && given !== null && 'line' in given && 'column' in given;
}

/** The cursor at a place that counts from 1. */
export function selectionOf({ line, column }: Place): vscode.Range {
  const start = new vscode.Position(line - 1, column - 1);
  return new vscode.Range(start, start);
}

export function noCatalog(): BranchlineError {
  return new BranchlineError('catalog/none', message('This workspace has no branchline.yaml.'), {
    remedy: { title: message('Create a Catalog'), command: 'branchline.createCatalog' },
  });
}
