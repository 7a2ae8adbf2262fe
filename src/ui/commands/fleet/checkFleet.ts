import * as vscode from 'vscode';
import { doctorPage } from '../../doctor/page';
import { noCatalog } from '../catalog/openCatalog';
import { command } from '../command';
import { withProgress } from '../support/progress';

/** Holds the fleet against what all other commands rely on: `branchline doctor`, as a page and in the Problems view. */
export const checkFleet = command('branchline.checkFleet', async (app) => {
  const path = app.catalogPath;
  if (path === undefined) throw noCatalog();
  const report = await withProgress(vscode.l10n.t('Checking the fleet'), app.signal, (signal) =>
    app.doctor.examine(path, signal),
  );
  const at = new Date(app.clock.now()).toLocaleTimeString();
  await app.pages.show(vscode.l10n.t('Check of the fleet'), doctorPage(report, at));
});
