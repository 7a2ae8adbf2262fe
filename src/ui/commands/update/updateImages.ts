import * as vscode from 'vscode';
import type { PreparedChange } from '../../../core/change/preparedChange';
import type { UpdatePreview } from '../../../core/fleet/fleet';
import { UpdateError } from '../../../core/update/errors';
import { hasPolicy } from '../../../core/update/source';
import type { App } from '../../app';
import { imagesPage, stayingImages } from '../../preview/images';
import { editorRegistries } from '../../registries';
import { command } from '../command';
import { withProgress } from '../support/progress';
import { targetsOf } from '../support/targets';

/**
 * Asks the registries for newer images of a service, by the policies of the catalog, and proposes them to its first
 * environment: what `branchline update` does, with a preview.
 */
export const updateImages = command('branchline.updateImages', async (app, args) => {
  const service = await serviceMeant(app, args);
  if (service === undefined) return;
  const preview = await withProgress(
    vscode.l10n.t('Asking the registries for images of {service}', { service }),
    app.signal,
    (signal) => app.fleet.previewUpdate(service, editorRegistries(), signal),
  );
  if (preview.change) {
    const first = noted(preview, preview.change);
    app.decisions.show({ change: first, again: (signal) => again(app, service, signal) });
    return;
  }
  const title = vscode.l10n.t('Images of {service}', { service });
  await app.pages.show(title, imagesPage(preview, service));
});

async function again(app: App, service: string, signal: AbortSignal): Promise<PreparedChange> {
  const preview = await app.fleet.previewUpdate(service, editorRegistries(), signal);
  if (!preview.change) throw UpdateError.nothingNewer(service);
  return noted(preview, preview.change);
}

function noted(preview: UpdatePreview, change: PreparedChange): PreparedChange {
  return { ...change, notes: stayingImages(preview) };
}

/** The service that is meant, by itself or by one of its rows; asks where the call left it open. */
async function serviceMeant(app: App, args: readonly unknown[]): Promise<string | undefined> {
  const { services: named, cells } = targetsOf(args);
  const [meant] = [...named, ...cells.flatMap((id) => app.fleet.snapshot.cells.get(id)?.service.name ?? [])];
  if (meant !== undefined) return meant;
  const services = (app.fleet.snapshot.catalog?.services ?? []).filter(hasPolicy);
  if (services.length === 0) throw UpdateError.noPolicy();
  const picked = await vscode.window.showQuickPick(
    services.map(({ name, updates = [] }) => ({
      label: `$(package) ${name}`,
      description: updates.map(({ image }) => image).join(', '),
      name,
    })),
    { title: vscode.l10n.t('Newer images of which service?'), ignoreFocusOut: true, matchOnDescription: true },
  );
  return picked?.name;
}
