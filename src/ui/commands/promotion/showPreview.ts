import * as vscode from 'vscode';
import { showPreviewPage } from '../../preview/page';
import { command } from '../command';
import { pickEdges } from '../support/pick';
import { withProgress } from '../support/progress';
import { targetsOf } from '../support/targets';

/** Shows what a promotion would do, and asks nothing. */
export const showPreview = command('branchline.showPreview', async (app, args) => {
  const [edge] = await pickEdges(app, targetsOf(args), vscode.l10n.t('Preview which promotion?'));
  if (!edge) return;
  const preview = await withProgress(vscode.l10n.t('Preparing the preview'), app.signal, (signal) =>
    app.fleet.previewPromotion(edge.id, { includeReintroduced: true }, signal),
  );
  await showPreviewPage(app, preview);
});
