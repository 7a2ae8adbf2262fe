import * as vscode from 'vscode';
import type { PromotionHead } from '../../../core/catalog/catalog';
import type { EdgeSnapshot } from '../../../core/fleet/state/snapshot';
import type { App } from '../../app';
import { confirmAndPropose } from '../../preview/confirm';
import { command } from '../command';
import { pickEdges } from '../support/pick';
import { withProgress } from '../support/progress';
import { targetsOf } from '../support/targets';
import { confirmReintroduced } from './reintroduced';

/** Palette, tree and links: promotes along one edge; several are chosen among on the board. Asks for what the caller left open. */
export const promote = command('branchline.promote', async (app, args) => {
  const edges = await pickEdges(app, targetsOf(args), vscode.l10n.t('Promote which service?'));
  const [edge, ...more] = edges;
  if (more.length > 0) app.board.choose(edges.map(({ id }) => id));
  else if (edge) await promoteOne(app, edge);
});

async function promoteOne(app: App, edge: EdgeSnapshot): Promise<void> {
  const plan = await withProgress(vscode.l10n.t('Planning the promotion'), app.signal, (signal) =>
    app.fleet.plan(edge.id, signal),
  );
  const includeReintroduced = await confirmReintroduced(plan);
  if (includeReintroduced === undefined) return;
  const preview = (head?: PromotionHead) =>
    withProgress(vscode.l10n.t('Preparing the preview'), app.signal, (signal) =>
      app.fleet.previewPromotion(edge.id, { includeReintroduced, ...(head ? { head } : {}) }, signal),
    );
  await confirmAndPropose(app, await preview(), preview);
}
