import * as vscode from 'vscode';
import { promotableHeads } from '../../../core/promotion/candidate';
import { confirmAndApply } from '../../preview/confirm';
import { chooseItems } from './chooseItems';
import { command } from '../command';
import { pickEdges } from '../support/pick';
import { withProgress } from '../support/progress';
import { confirmReintroduced } from './reintroduced';
import { targetsOf } from '../support/targets';

/** Promotes chosen items of what is pending; the rest stays pending. */
export const promotePart = command('branchline.promotePart', async (app, args) => {
  const [edge] = await pickEdges(app, targetsOf(args), vscode.l10n.t('Promote a part of which service?'));
  if (!edge) return;
  const plan = await withProgress(vscode.l10n.t('Planning the promotion'), app.signal, (signal) =>
    app.fleet.plan(edge.id, signal),
  );
  promotableHeads(plan);
  const items = await chooseItems(plan);
  if (!items) return;
  const includeReintroduced = await confirmReintroduced({ ...plan, items });
  if (includeReintroduced === undefined) return;
  const preview = await withProgress(vscode.l10n.t('Preparing the preview'), app.signal, (signal) =>
    app.fleet.previewPromotion(edge.id, { includeReintroduced, items }, signal),
  );
  await confirmAndApply(app, preview);
});
