import type * as vscode from 'vscode';
import { maskSecrets } from '../../core/manifest/mask';
import type { App } from '../app';
import { parseBlobUri } from './blobUri';

/** Serves read-only files of history. Values of Secrets never reach a document. */
export function blobDocuments(app: Pick<App, 'fleet' | 'signal'>): vscode.TextDocumentContentProvider {
  return {
    async provideTextDocumentContent(uri) {
      const named = parseBlobUri(uri);
      if (!named) return '';
      return maskSecrets(await app.fleet.readBlob(named.service, named.blob, app.signal));
    },
  };
}
