import * as vscode from 'vscode';
import type { ObjectDrift } from '../../../core/drift/report';
import type { Cell } from '../../../core/fleet/state/snapshot';
import { identityKey } from '../../../core/manifest/read/identity';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { fieldTargetIn, isVerifiable } from '../../decorations/fieldTarget';
import { driftAspect } from '../../words/cluster';
import { verdictAspect } from '../../words/drift';
import { command } from '../command';
import { pickCell } from '../support/pick';
import { withProgress } from '../support/progress';
import { targetsOf } from '../support/targets';
import { tellInfo } from '../../tell';

/** Has the API server say, by a dry run, whether a difference is its own doing. Needs the right to patch; changes nothing. */
export const verifyWithServer = command('branchline.verifyWithServer', async (app, args) => {
  const cell = await pickCell(
    app,
    targetsOf(args),
    vscode.l10n.t('Verify the drift of which service and environment?'),
    doubtful,
  );
  const object = cell && (await pickObject(cell, args));
  if (!cell || !object) return;
  const title = vscode.l10n.t('Asking the server about {kind} {name}', { kind: object.kind, name: object.name });
  const { before, after } = await withProgress(title, app.signal, (signal) =>
    app.fleet.verify(cell.id, object, signal),
  );
  void tellInfo(sentence(object, countOf(before), countOf(after)));
});

function countOf(object: ObjectDrift | undefined): number {
  return object?.fields.filter((field) => isVerifiable(object, field)).length ?? 0;
}

const doubtful = {
  fits: (cell: Cell) => doubtfulOf(cell).length > 0,
  nothing: message('Nothing that is known differs in a way that the server could explain.'),
  by: ({ drift }: Cell) => driftAspect(drift),
};

function doubtfulOf({ drift }: Cell): readonly ObjectDrift[] {
  const objects = drift.kind === 'known' ? drift.report.objects : [];
  return objects.filter((object) => countOf(object) > 0);
}

async function pickObject(cell: Cell, args: readonly unknown[]) {
  const { drift, service, environment } = cell;
  if (drift.kind === 'unknown') throw new BranchlineError('cell/driftUnknown', drift.said);
  const objects = doubtfulOf(cell);
  const named = fieldTargetIn(args)?.object;
  const meant = named && objects.find((object) => identityKey(object) === identityKey(named));
  if (meant) return meant;
  if (objects.length === 0) {
    const nothing = vscode.l10n.t('No object differs in a way that the server could explain.');
    void tellInfo(nothing);
    return undefined;
  }
  const rows = objects.map((object) => ({
    label: `$(${verdictAspect(object.verdict).icon}) ${object.kind} ${object.name}`,
    description: verdictAspect(object.verdict).label,
    object,
  }));
  const place = { service: service.name, environment: environment.name };
  const title = vscode.l10n.t('Verify which object of {service} in {environment} with the server?', place);
  return (await vscode.window.showQuickPick(rows, { ignoreFocusOut: true, title, matchOnDescription: true }))?.object;
}

function sentence({ kind, name }: ObjectDrift, before: number, after: number): string {
  const words = { kind, name, gone: before - after, count: after };
  if (after >= before) {
    return vscode.l10n.t('{kind} {name}: applying git would bring back what git says, so it is drift.', words);
  }
  return after === 0
    ? vscode.l10n.t('{kind} {name}: all that differs is the server’s own doing. It is no drift.', words)
    : vscode.l10n.t('{kind} {name}: the server’s own doing: {gone}. What stays drift: {count}.', words);
}
