import * as vscode from 'vscode';
import type { PromotionHead } from '../../../core/catalog/catalog';
import type { EdgeSnapshot } from '../../../core/fleet/state/snapshot';
import type { App } from '../../app';
import { decide } from '../../decision/decide';
import { command } from '../command';
import { pickEdges } from '../support/pick';
import { targetsOf } from '../support/targets';

/** Palette, tree and links: promotes along one edge; several are chosen among on the board. Asks for what the caller left open. */
export const promote = command('branchline.promote', async (app, args) => {
  const edges = await pickEdges(app, targetsOf(args), vscode.l10n.t('Promote which service?'));
  const [edge, ...more] = edges;
  if (more.length > 0) app.board.choose(edges.map(({ id }) => id));
  else if (edge) await promoteOne(app, edge);
});

/** Shows the page on which the promotion is decided. */
export async function promoteOne(app: App, edge: EdgeSnapshot): Promise<void> {
  // What a rollback took away is asked for by name, before it is proposed.
  const again = (signal: AbortSignal, head?: PromotionHead) =>
    app.fleet.previewPromotion(edge.id, { includeReintroduced: true, ...(head ? { head } : {}) }, signal);
  await decide(app, {
    again,
    mayChooseHead: true,
    choose: () => vscode.commands.executeCommand('branchline.promotePart', { edge: edge.id }),
  });
}
