import * as vscode from 'vscode';
import type { CellId } from '../../core/fleet/state/snapshot';

/** What kustomize or helm make of a cell's branch, as of its head. */
export const manifestsScheme = 'branchline-manifests';

export function manifestsUri(cell: CellId): vscode.Uri {
  return vscode.Uri.from({ scheme: manifestsScheme, path: `/${cell}/rendered.yaml` });
}

export function parseManifestsUri(
  uri: vscode.Uri,
): { readonly service: string; readonly environment: string } | undefined {
  if (uri.scheme !== manifestsScheme) return undefined;
  const [, service, environment] = /^\/([^/]+)\/([^/]+)\/rendered\.yaml$/.exec(uri.path) ?? [];
  return service === undefined || environment === undefined ? undefined : { service, environment };
}
