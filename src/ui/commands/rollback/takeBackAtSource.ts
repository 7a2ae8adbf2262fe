import * as vscode from 'vscode';
import type { EdgeSnapshot } from '../../../core/fleet/state/snapshot';
import { message } from '../../../core/support/message';
import { decide } from '../../decision/decide';
import { command } from '../command';
import { pickEdges } from '../support/pick';
import { targetsOf } from '../support/targets';

/** Takes a change that was rolled back from where it came from, too, so that no later promotion brings it back. */
export const takeBackAtSource = command('branchline.takeBackAtSource', async (app, args) => {
  const title = vscode.l10n.t('Take back at the source what was rolled back on which promotion?');
  const [edge] = await pickEdges(app, targetsOf(args), title, held);
  if (!edge) return;
  await decide(app, { again: (signal) => app.fleet.previewBackflow(edge.id, { kind: 'rolledBack' }, signal) });
});

const held = {
  fits: ({ plan }: EdgeSnapshot) => plan.kind === 'known' && plan.plan.items.some(({ reintroduced }) => reintroduced),
  nothing: message('No promotion would bring back what was rolled back, as far as is known.'),
};
