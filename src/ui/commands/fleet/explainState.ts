import * as vscode from 'vscode';
import type { Cell } from '../../../core/fleet/state/snapshot';
import { explainCell } from '../../preview/explain';
import { command } from '../command';
import { byState, pickCell } from '../support/pick';
import { targetsOf } from '../support/targets';

/** One page on a service in an environment: each fact, where it came from, how old it is, and what it means. */
export const explainState = command('branchline.explainState', async (app, args) => {
  const targets = targetsOf(args);
  const edge = targets.edges.flatMap((id) => app.fleet.snapshot.edges.get(id) ?? [])[0];
  const cell: Cell | undefined = edge
    ? app.fleet.snapshot.cells.get(`${edge.service.name}/${edge.from.name}`)
    : await pickCell(app, targets, vscode.l10n.t('Explain which service and environment?'), { by: byState(app) });
  if (!cell) return;
  const edges = [...app.fleet.snapshot.edges.values()].filter(
    ({ service, from, to }) =>
      service.name === cell.service.name && [from.name, to.name].includes(cell.environment.name),
  );
  const title = vscode.l10n.t('{service} in {environment}', {
    service: cell.service.name,
    environment: cell.environment.name,
  });
  const trouble = app.fleet.snapshot.problems.find(({ subject }) => subject === cell.service.name);
  await app.pages.show(title, explainCell(cell, edges, trouble, app.clock.now()));
});
