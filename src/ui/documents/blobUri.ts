import * as vscode from 'vscode';
import type { Sha } from '../../core/support/sha';

/** Read-only files of a repository's history and of its branches. */
export const historyScheme = 'branchline';

/** A file as it is in one object: the same address always has the same content. */
export function blobUri(service: string, path: string, blob: Sha | undefined): vscode.Uri {
  return vscode.Uri.from({ scheme: historyScheme, authority: 'blob', path: `/${service}/${path}`, query: blob ?? '' });
}

/** What an address names, without `blob` where there is no file on that side; nothing where it is not one of ours. */
export function parseBlobUri(uri: vscode.Uri): { service: string; path: string; blob: Sha | undefined } | undefined {
  const match = /^\/([^/]+)\/(.+)$/.exec(uri.path);
  const [, service, path] = match ?? [];
  if (uri.scheme !== historyScheme || service === undefined || path === undefined) return undefined;
  if (uri.authority !== 'blob') return undefined;
  if (uri.query === '') return { service, path, blob: undefined };
  return /^[0-9a-f]{40,64}$/.test(uri.query) ? { service, path, blob: uri.query } : undefined;
}
