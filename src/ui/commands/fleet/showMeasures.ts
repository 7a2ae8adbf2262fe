import * as vscode from 'vscode';
import { dayMs, type Period } from '../../../core/measures/period';
import type { Instant } from '../../../core/support/clock';
import { measuresPage } from '../../measures/page';
import { command } from '../command';
import { eachService } from '../support/eachService';
import { withProgress } from '../support/progress';
import { targetsOf } from '../support/targets';

/** How often, how fast and how well was deployed, and which deployments each figure counts: a page, over all services or those of the call. */
export const showMeasures = command('branchline.showMeasures', async (app, args) => {
  const period = await askedPeriod(app.clock.now());
  if (!period) return;
  const title = vscode.l10n.t('Measures');
  const looked = await withProgress(title, app.signal, (signal) =>
    eachService(app, targetsOf(args).services, (service) => app.fleet.measures(service, period, signal), signal),
  );
  await app.pages.show(title, measuresPage(looked, period));
});

async function askedPeriod(now: Instant): Promise<Period | undefined> {
  const choices = [30, 90, 365].map((days) => ({ label: vscode.l10n.t('The last {days} days', { days }), days }));
  const picked = await vscode.window.showQuickPick(choices, {
    ignoreFocusOut: true,
    title: vscode.l10n.t('Measures'),
    placeHolder: vscode.l10n.t('Of which deployments?'),
  });
  return picked && { since: now - picked.days * dayMs, until: now };
}
