import type { PreparedChange } from '../../core/change/preparedChange';
import * as vscode from 'vscode';
import type { ChangedFile } from '../../core/change/changedFiles';
import type { RenderedDocuments } from '../documents/renderedDocuments';
import { blobUri } from '../documents/blobUri';
import type { Sha } from '../../core/support/sha';
import { titleOf } from './title';

/** All files of a change in the editor's multi-file diff, what the renderer makes of them first. */
export async function showChanges(
  { rendered }: { readonly rendered: RenderedDocuments },
  preview: PreparedChange,
): Promise<void> {
  const title = titleOf(preview);
  await vscode.commands.executeCommand('vscode.changes', title, [
    ...renderedRows(rendered, preview),
    ...fileRows(preview.service, preview.files, [preview.base.commit, preview.head.commit]),
  ]);
}

function renderedRows(documents: RenderedDocuments, { rendered, head }: PreparedChange) {
  if (rendered.kind !== 'rendered' || rendered.before === rendered.after) return [];
  const before = documents.put(head.commit, 'before', rendered.before);
  const after = documents.put(head.commit, 'after', rendered.after);
  return [[after, before, after]];
}

/** Files side by side; a side that is not there is empty. */
export async function showFiles(
  title: string,
  service: string,
  files: readonly ChangedFile[],
  commits: readonly Sha[],
): Promise<void> {
  await vscode.commands.executeCommand('vscode.changes', title, fileRows(service, files, commits));
}

/** Both sides know both commits: what is the content of a Secret on one of them is shown on neither. */
function fileRows(service: string, files: readonly ChangedFile[], commits: readonly Sha[]) {
  const uriOf = (path: string, blob: Sha | undefined) => blobUri({ service, path, blob, commits });
  return files.map(({ path, before, after }) => [
    uriOf(path, after ?? before),
    before === undefined ? undefined : uriOf(path, before),
    after === undefined ? undefined : uriOf(path, after),
  ]);
}
