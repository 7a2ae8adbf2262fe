import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { CatalogError } from '../../../core/catalog/errors';
import { parseCatalog } from '../../../core/catalog/parse';
import { pinBaseline as withPin } from '../../../core/catalog/pin';
import { cellId, type EdgeSnapshot } from '../../../core/fleet/state/snapshot';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { short } from '../../../core/support/sha';
import type { App } from '../../app';
import { command } from '../command';
import { noCatalog } from '../catalog/openCatalog';
import { pickEdges } from '../support/pick';
import { pickDeployment } from '../rollback/pickDeployment';
import { targetsOf } from '../support/targets';
import { tellInfo } from '../../tell';

/** Asks once what of one branch is in force on the next, and writes the answer into the catalog. */
export const pinBaseline = command('branchline.pinBaseline', async (app, args) => {
  const path = app.catalogPath;
  if (path === undefined) throw noCatalog();
  const title = vscode.l10n.t('Pin a baseline for which promotion?');
  const [edge] = await pickEdges(app, targetsOf(args), title, between);
  if (!edge) return;
  const source = app.fleet.snapshot.cells.get(cellId(edge.service.name, edge.from.name));
  if (!source) return;
  const ends = { from: edge.from.name, to: edge.to.name };
  const chosen = await pickDeployment(app, source, vscode.l10n.t('Which state of {from} is in force on {to}?', ends));
  if (!chosen) return;
  const pin = { ...ends, baseline: chosen.commit.sha, deployment: headOf(app, edge) };
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
  const wasSaved = !document.isDirty;
  const before = document.getText();
  const parsed = parseCatalog(before, { path, folder: dirname(path) });
  const [wrong] = parsed.kind === 'invalid' ? parsed.problems : [];
  if (wrong) throw CatalogError.notValidNow(wrong);
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(document.positionAt(0), document.positionAt(before.length));
  edit.replace(document.uri, whole, withPin(before, edge.service, pin));
  await vscode.workspace.applyEdit(edit);
  // Somebody's own unfinished changes are theirs to save.
  if (wasSaved) await document.save();
  const open = vscode.l10n.t('Open the Catalog');
  const words = { ...ends, revision: short(pin.baseline) };
  const said = isHeld(edge)
    ? vscode.l10n.t(
        '{to} counts as promoted from {from} at {revision}, until it is promoted again. What was rolled back on {to} stays on hold all the same.',
        words,
      )
    : vscode.l10n.t('{to} counts as promoted from {from} at {revision}, until it is promoted again.', words);
  void tellInfo(said, open).then((answer) => {
    if (answer === open) void vscode.window.showTextDocument(document);
  });
});

const between = {
  fits: ({ plan }: EdgeSnapshot) => plan.kind === 'known' && plan.plan.state !== 'branchMissing',
  nothing: message('No promotion is known of which both branches exist.'),
};

/** A pin says what is in force; that a rollback took something, and that it would return, stays true. */
function isHeld({ plan }: EdgeSnapshot): boolean {
  return plan.kind === 'known' && plan.plan.state === 'pendingReintroducesRollback';
}

/** What is pinned is what is there now; a later promotion wins over it. */
function headOf({ fleet }: App, { service, to }: EdgeSnapshot): string {
  const head = fleet.snapshot.cells.get(cellId(service.name, to.name))?.head;
  if (head?.kind === 'known') return head.commit.sha;
  throw new BranchlineError('cell/headUnknown', message('The head of {branch} is not known.', { branch: to.branch }), {
    remedy: { title: message('Refresh'), command: 'branchline.refresh' },
  });
}
