import * as vscode from 'vscode';
import type { CellId } from '../../core/fleet/state/snapshot';

/** Manifests with the live values put in; made anew whenever they are looked at. */
export const liveScheme = 'branchline-live';

export function liveUri(cell: CellId, path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: liveScheme, path: `/${path}`, query: cell });
}

export function parseLiveUri(uri: vscode.Uri): { readonly cell: CellId; readonly path: string } | undefined {
  const [service, environment] = uri.query.split('/');
  if (uri.scheme !== liveScheme || service === undefined || environment === undefined) return undefined;
  return { cell: `${service}/${environment}`, path: uri.path.slice(1) };
}
