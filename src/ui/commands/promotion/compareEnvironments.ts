import * as vscode from 'vscode';
import type { Cell } from '../../../core/fleet/state/snapshot';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { showFiles } from '../../preview/changes';
import { command } from '../command';
import { pickCell } from '../support/pick';
import { targetsOf } from '../support/targets';
import { tellInfo } from '../../tell';

/** Shows in which files two environments of a service differ, heads side by side. */
export const compareEnvironments = command('branchline.compareEnvironments', async (app, args) => {
  const left = await pickCell(app, targetsOf(args), vscode.l10n.t('Compare which service and environment?'));
  if (!left) return;
  const others = [...app.fleet.snapshot.cells.values()].filter(
    ({ id, service }) => service.name === left.service.name && id !== left.id,
  );
  const picked = await vscode.window.showQuickPick(
    others.map((cell) => ({ label: cell.environment.name, description: cell.environment.branch, cell })),
    {
      ignoreFocusOut: true,
      title: vscode.l10n.t('Compare {environment} with which environment?', { environment: left.environment.name }),
    },
  );
  if (!picked) return;
  const right = picked.cell;
  const files = await app.fleet.changedFiles(left.service.name, headOf(left), headOf(right), app.signal);
  if (files.length === 0) {
    void tellInfo(
      vscode.l10n.t('{left} and {right} have the same content.', {
        left: left.environment.name,
        right: right.environment.name,
      }),
    );
    return;
  }
  await showFiles(
    `${left.service.name}: ${left.environment.name} ↔ ${right.environment.name}`,
    left.service.name,
    files,
    [headOf(left), headOf(right)],
  );
});

function headOf({ head, environment }: Cell): string {
  if (head.kind === 'known') return head.commit.sha;
  throw new BranchlineError(
    'cell/headUnknown',
    message('The head of {branch} is not known.', { branch: environment.branch }),
    {
      remedy: { title: message('Refresh'), command: 'branchline.refresh' },
    },
  );
}
