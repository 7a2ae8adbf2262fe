import * as vscode from 'vscode';
import type { RulesPlace } from '../../../core/catalog/errors';
import { isSha } from '../../../core/git/names';
import { blobUri } from '../../documents/blobUri';
import { command } from '../command';
import { selectionOf } from './openCatalog';

/** Opens what a repository says of itself as it was read, read-only, at the line that cannot be read. */
export const openOwnRules = command('branchline.openOwnRules', async (_app, [place]) => {
  if (!isPlace(place)) return;
  const { service, file, blob, commit, line = 1, column = 1 } = place;
  const uri = blobUri({ service, path: file, blob, commits: [commit] });
  await vscode.window.showTextDocument(uri, { selection: selectionOf({ line, column }) });
});

function isPlace(given: unknown): given is RulesPlace {
  if (typeof given !== 'object' || given === null) return false;
  const { service, file, blob, commit } = given as Partial<RulesPlace>;
  return [service, file].every((one) => typeof one === 'string') && [blob, commit].every((one) => isSha(one ?? ''));
}
