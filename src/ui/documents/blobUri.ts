import * as vscode from 'vscode';
import type { Sha } from '../../core/support/sha';

/** Read-only files of a repository's history and of its branches. */
export const historyScheme = 'branchline';

/** A file as it is in one object, without one where it is not there; and the commits that have it. */
export interface BlobFile {
  readonly service: string;
  readonly path: string;
  readonly blob: Sha | undefined;
  readonly commits: readonly Sha[];
}

/** The same address always has the same content. */
export function blobUri({ service, path, blob, commits }: BlobFile): vscode.Uri {
  const query = blob === undefined ? '' : [blob, ...commits].join('+');
  return vscode.Uri.from({ scheme: historyScheme, authority: 'blob', path: `/${service}/${path}`, query });
}

/** What an address names, without `blob` where there is no file on that side; nothing where it is not one of ours. */
export function parseBlobUri(uri: vscode.Uri): BlobFile | undefined {
  const match = /^\/([^/]+)\/(.+)$/.exec(uri.path);
  const [, service, path] = match ?? [];
  if (uri.scheme !== historyScheme || service === undefined || path === undefined) return undefined;
  if (uri.authority !== 'blob') return undefined;
  if (uri.query === '') return { service, path, blob: undefined, commits: [] };
  const [blob, ...commits] = uri.query.split('+');
  const areNames = [blob, ...commits].every((name) => /^[0-9a-f]{40,64}$/.test(name ?? ''));
  return areNames ? { service, path, blob, commits } : undefined;
}
