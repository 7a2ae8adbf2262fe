import * as vscode from 'vscode';
import type { ChangedFile, ChangePreview } from '../../core/fleet/fleet';
import { blobUri } from '../documents/blobUri';
import { titleOf } from './confirm';

/** All files of a change in the editor's multi-file diff. */
export async function showChanges(preview: ChangePreview): Promise<void> {
  await showFiles(titleOf(preview), preview.service, preview.files);
}

/** Files side by side; a side that is not there is empty. */
export async function showFiles(title: string, service: string, files: readonly ChangedFile[]): Promise<void> {
  const rows = files.map(({ path, before, after }) => [
    blobUri(service, path, after ?? before),
    before === undefined ? undefined : blobUri(service, path, before),
    after === undefined ? undefined : blobUri(service, path, after),
  ]);
  await vscode.commands.executeCommand('vscode.changes', title, rows);
}
