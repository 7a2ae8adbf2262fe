import * as vscode from 'vscode';
import type { ChangedFile } from '../../core/fleet/changedFiles';
import type { ChangePreview } from '../../core/fleet/fleet';
import type { App } from '../app';
import type { RenderedDocuments } from '../documents/renderedDocuments';
import { blobUri } from '../documents/blobUri';
import { titleOf } from './confirm';

/** All files of a change in the editor's multi-file diff, what the renderer makes of them first. */
export async function showChanges({ rendered }: Pick<App, 'rendered'>, preview: ChangePreview): Promise<void> {
  const title = titleOf(preview);
  await vscode.commands.executeCommand('vscode.changes', title, [
    ...renderedRows(rendered, preview),
    ...fileRows(preview.service, preview.files),
  ]);
}

function renderedRows(documents: RenderedDocuments, { rendered, head }: ChangePreview) {
  if (rendered.kind !== 'rendered' || rendered.before === rendered.after) return [];
  const before = documents.put(head.commit, 'before', rendered.before);
  const after = documents.put(head.commit, 'after', rendered.after);
  return [[after, before, after]];
}

/** Files side by side; a side that is not there is empty. */
export async function showFiles(title: string, service: string, files: readonly ChangedFile[]): Promise<void> {
  await vscode.commands.executeCommand('vscode.changes', title, fileRows(service, files));
}

function fileRows(service: string, files: readonly ChangedFile[]) {
  return files.map(({ path, before, after }) => [
    blobUri(service, path, after ?? before),
    before === undefined ? undefined : blobUri(service, path, before),
    after === undefined ? undefined : blobUri(service, path, after),
  ]);
}
