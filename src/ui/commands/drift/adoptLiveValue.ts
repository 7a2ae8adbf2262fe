import * as vscode from 'vscode';
import type { LiveObject } from '../../../core/cluster/live';
import { adoptLive } from '../../../core/drift/adopt';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { App } from '../../app';
import { isAdoptable, type FieldTarget } from '../../decorations/fieldTarget';
import { command } from '../command';
import { pickField } from './pickField';

/**
 * Writes the live value of one field into the open file: one step to undo, and nothing is saved. The person decides
 * whether it becomes a commit.
 */
export const adoptLiveValue = command('branchline.adoptLiveValue', async (app, args) => {
  const title = vscode.l10n.t('Adopt the live value of which field?');
  const target = await pickField(app, args, { fits: isAdoptable, title });
  if (!target) return;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(target.uri));
  if (document.uri.scheme !== 'file') throw readOnly();
  const text = document.getText();
  const adopted = adoptLive({ path: document.uri.path, text }, target.object, target.path, liveOf(app, target));
  if (adopted.kind === 'refused') {
    throw new BranchlineError('drift/notAdopted', adopted.said, {
      remedy: { title: message('Compare with live'), command: 'branchline.compareWithLive' },
    });
  }
  await vscode.window.showTextDocument(document, { preserveFocus: false });
  const edit = new vscode.WorkspaceEdit();
  const { start, end, inserted } = difference(text, adopted.text);
  edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), inserted);
  await vscode.workspace.applyEdit(edit);
});

function readOnly(): BranchlineError {
  return new BranchlineError(
    'drift/readOnly',
    message('This text is only to be read. Check the branch out, and adopt the live value in its file.'),
  );
}

function liveOf(app: App, { cell, object }: FieldTarget): LiveObject {
  const namespace = object.namespace ?? app.fleet.snapshot.cells.get(cell)?.environment.cluster?.namespace;
  const found = app.fleet
    .content(cell)
    ?.live.find(
      ({ apiVersion, kind, metadata }) =>
        apiVersion === object.apiVersion &&
        kind === object.kind &&
        metadata.name === object.name &&
        (metadata.namespace === undefined || metadata.namespace === namespace),
    );
  if (found) return found;
  throw new BranchlineError(
    'drift/gone',
    message('{kind} {name} is not in the cluster (any more).', { kind: object.kind, name: object.name }),
  );
}

/** What is to be replaced, so that the cursor and everything else stay where they are. */
function difference(before: string, after: string): { start: number; end: number; inserted: string } {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let same = 0;
  while (same < most - start && before.at(-1 - same) === after.at(-1 - same)) same++;
  return { start, end: before.length - same, inserted: after.slice(start, after.length - same) };
}
