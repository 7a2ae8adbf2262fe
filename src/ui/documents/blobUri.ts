import * as vscode from 'vscode';
import type { Sha } from '../../core/support/sha';

/** Read-only files of a repository's history. */
export const blobScheme = 'branchline';

/** A file as it is in one object: the same address always has the same content. */
export function blobUri(service: string, path: string, blob: Sha | undefined): vscode.Uri {
  return vscode.Uri.from({ scheme: blobScheme, authority: 'blob', path: `/${service}/${path}`, query: blob ?? '' });
}

/** What an address names; nothing where it is not one of ours. */
export function parseBlobUri(uri: vscode.Uri): { service: string; path: string; blob: Sha } | undefined {
  const match = /^\/([^/]+)\/(.+)$/.exec(uri.path);
  const [, service, path] = match ?? [];
  if (uri.scheme !== blobScheme || service === undefined || path === undefined) return undefined;
  return /^[0-9a-f]{40,64}$/.test(uri.query) ? { service, path, blob: uri.query } : undefined;
}
