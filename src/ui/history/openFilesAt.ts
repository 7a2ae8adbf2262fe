import * as vscode from 'vscode';
import type { Fleet } from '../../core/fleet/fleet';
import { BranchlineError } from '../../core/support/errors';
import { message } from '../../core/support/message';
import { short, type Sha } from '../../core/support/sha';
import { branchUri } from '../documents/branchUri';

/** Opens any file of an environment's branch as it is at a commit, read-only, without a checkout. */
export async function openFilesAt(
  fleet: Pick<Fleet, 'changedFiles'>,
  { service, environment, commit }: { readonly service: string; readonly environment: string; readonly commit: Sha },
  signal: AbortSignal,
): Promise<void> {
  const files = await fleet.changedFiles(service, undefined, commit, signal);
  if (files.length === 0) {
    throw new BranchlineError(
      'cell/noFiles',
      message('{branch} has no files.', { branch: `${service}/${environment}` }),
    );
  }
  const picked = await vscode.window.showQuickPick(
    files.map(({ path }) => ({ label: path, path })),
    {
      ignoreFocusOut: true,
      title: vscode.l10n.t('Files of {service} in {environment}, at {commit}', {
        ...{ service, environment, commit: short(commit) },
      }),
    },
  );
  if (picked) await vscode.window.showTextDocument(branchUri({ service, environment, commit, path: picked.path }));
}
