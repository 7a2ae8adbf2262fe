import * as vscode from 'vscode';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { manifestsUri } from '../../documents/manifestsUri';
import { command } from '../command';
import { pickCell } from '../support/pick';
import { targetsOf } from '../support/targets';

/** What kustomize or helm make of an environment's branch, read-only, with drift on its lines. */
export const openRenderedManifests = command('branchline.openRenderedManifests', async (app, args) => {
  const title = vscode.l10n.t('Open the rendered manifests of which service and environment?');
  const cell = await pickCell(app, targetsOf(args), title);
  if (!cell) return;
  const content = app.fleet.content(cell.id);
  if (content?.unrendered) throw new BranchlineError('manifest/unrendered', content.unrendered.said);
  if (!content && cell.drift.kind === 'unknown') throw new BranchlineError('manifest/unrendered', cell.drift.said);
  if (content && !content.rendering) {
    throw new BranchlineError(
      'manifest/plain',
      message('The manifests of {service} in {environment} are plain files: they are applied as they are written.', {
        service: cell.service.name,
        environment: cell.environment.name,
      }),
      { remedy: { title: message('Open Manifest'), command: 'branchline.openManifest', args: [{ cell: cell.id }] } },
    );
  }
  await vscode.window.showTextDocument(manifestsUri(cell.id));
});
