import * as vscode from 'vscode';
import type { Sha } from '../../core/support/sha';
import { historyScheme } from './blobUri';

/** A file of an environment's branch, as of a commit. */
export interface BranchFile {
  readonly service: string;
  readonly environment: string;
  readonly commit: Sha;
  /** In its repository. */
  readonly path: string;
}

const authority = 'branch';

export function branchUri({ service, environment, commit, path }: BranchFile): vscode.Uri {
  return vscode.Uri.from({ scheme: historyScheme, authority, path: `/${service}/${environment}/${commit}/${path}` });
}

/** What an address names; of a folder `path` may be empty. Nothing where it is not one of ours. */
export function parseBranchUri(uri: vscode.Uri): BranchFile | undefined {
  if (uri.scheme !== historyScheme || uri.authority !== authority) return undefined;
  const match = /^\/([^/]+)\/([^/]+)\/([0-9a-f]{40,64})(?:\/(.*))?$/.exec(uri.path);
  const [, service, environment, commit, path = ''] = match ?? [];
  if (service === undefined || environment === undefined || commit === undefined) return undefined;
  return { service, environment, commit, path: path.replace(/\/$/, '') };
}
