import * as vscode from 'vscode';
import type { Cell } from '../../../core/fleet/state/snapshot';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { Sha } from '../../../core/support/sha';
import { blobUri } from '../../documents/blobUri';
import { branchUri } from '../../documents/branchUri';
import { command } from '../command';
import { pickCell } from '../support/pick';
import { targetsOf } from '../support/targets';

/**
 * Opens a manifest of one environment of a service: from the working folder where that very branch is checked out,
 * else read-only from the branch's head.
 */
export const openManifest = command('branchline.openManifest', async (app, args) => {
  const cell = await pickCell(app, targetsOf(args), vscode.l10n.t('Open a manifest of which service and environment?'));
  if (!cell) return;
  const place = placeIn(args);
  const files = await app.fleet.files(cell.id, app.signal);
  const file = files.find(({ path }) => path === place.file) ?? (await pickFile(cell, files));
  if (!file) return;
  const uri = (await app.folders.checkedOut(cell, file.path)) ?? readOnly(cell, file);
  const line = Math.max(0, (place.line ?? 1) - 1);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(line, 0, line, 0) });
});

/** As of the head, so that drift can stand on its lines; as an object of its own where no head is known. */
function readOnly({ service, environment, head }: Cell, { path, blob }: { path: string; blob: Sha }): vscode.Uri {
  if (head.kind === 'unknown') return blobUri({ service: service.name, path, blob, commits: [] });
  return branchUri({ service: service.name, environment: environment.name, commit: head.commit.sha, path });
}

async function pickFile<T extends { readonly path: string }>(cell: Cell, files: readonly T[]): Promise<T | undefined> {
  if (files.length === 0) {
    throw new BranchlineError(
      'manifest/none',
      message('{branch} has no manifest below {path}.', {
        branch: cell.environment.branch,
        path: cell.service.content.path,
      }),
    );
  }
  if (files.length === 1) return files[0];
  const picked = await vscode.window.showQuickPick(
    files.map((file) => ({ label: file.path, file })),
    { ignoreFocusOut: true, title: vscode.l10n.t('Open which manifest?') },
  );
  return picked?.file;
}

function placeIn([first]: readonly unknown[]): { file?: string; line?: number } {
  if (typeof first !== 'object' || first === null) return {};
  const { file, line } = first as { file?: unknown; line?: unknown };
  return {
    ...(typeof file === 'string' ? { file } : {}),
    ...(typeof line === 'number' ? { line } : {}),
  };
}
