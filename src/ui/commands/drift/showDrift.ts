import * as vscode from 'vscode';
import type { FieldDrift, ObjectDrift } from '../../../core/drift/report';
import type { Cell } from '../../../core/fleet/state/snapshot';
import { verdictAspect } from '../../words/drift';
import { driftAspect } from '../../words/cluster';
import { fieldWords } from '../../words/field';
import { command } from '../command';
import { pickCell } from '../support/pick';
import { targetsOf } from '../support/targets';
import { tellInfo } from '../../tell';

/** Lists what differs in one environment of a service; choosing one opens its line. */
export const showDrift = command('branchline.showDrift', async (app, args) => {
  const cell = await pickCell(app, targetsOf(args), vscode.l10n.t('Show the drift of which service and environment?'), {
    by: ({ drift }) => driftAspect(drift),
  });
  if (!cell) return;
  const rows = rowsOf(cell);
  if (rows.length === 0) {
    void tellInfo(driftAspect(cell.drift).sentence);
    return;
  }
  const picked = await vscode.window.showQuickPick(rows, {
    ignoreFocusOut: true,
    title: vscode.l10n.t('Drift of {service} in {environment}', {
      service: cell.service.name,
      environment: cell.environment.name,
    }),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked) await vscode.commands.executeCommand('branchline.openManifest', { cell: cell.id, ...picked.place });
});

function rowsOf({ drift }: Cell) {
  if (drift.kind === 'unknown') return [];
  return drift.report.objects
    .filter(({ verdict }) => verdict !== 'none')
    .flatMap((object) => (object.fields.length === 0 ? [objectRow(object)] : fieldRows(object)));
}

function objectRow(object: ObjectDrift) {
  const aspect = verdictAspect(object.verdict);
  return {
    label: `$(${aspect.icon}) ${object.kind} ${object.name}`,
    description: aspect.label,
    detail: object.reason ?? '',
    place: placeOf(object),
  };
}

function fieldRows(object: ObjectDrift) {
  return object.fields.map((field: FieldDrift) => ({
    label: `$(${verdictAspect(field.verdict).icon}) ${field.path}`,
    description: `${object.kind} ${object.name}`,
    detail: fieldWords(field),
    place: placeOf(object, field),
  }));
}

function placeOf(object: ObjectDrift, field?: FieldDrift) {
  const line = field?.line ?? object.line;
  return {
    ...(object.file === undefined ? {} : { file: object.file }),
    ...(line === undefined ? {} : { line }),
  };
}
