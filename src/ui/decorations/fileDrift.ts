import type * as vscode from 'vscode';
import type { ObjectDrift } from '../../core/drift/report';
import type { Fleet } from '../../core/fleet/fleet';
import { cellId, type DriftState } from '../../core/fleet/state/snapshot';
import type { FleetFile } from '../app';

/** A longer text is not compared while it is edited: it would be felt at each keystroke. */
const longestText = 500_000;

/** What can be said of the text in an editor. */
export type FileDrift =
  | { readonly kind: 'compared'; readonly drift: DriftState }
  | { readonly kind: 'noEnvironment' }
  | { readonly kind: 'tooLong'; readonly characters: number }
  /** A file of a commit that is not the head (any more). */
  | { readonly kind: 'otherCommit' };

/**
 * Holds the text in an editor against what is live, with the environment that is meant. A read-only file of a branch is
 * judged as it is committed.
 */
export function fileDrift(
  fleet: Pick<Fleet, 'compareRendering' | 'compareText' | 'content' | 'snapshot'>,
  document: vscode.TextDocument,
  { service, environment, path, commit, rendered }: FleetFile,
): FileDrift {
  if (environment === undefined) return { kind: 'noEnvironment' };
  const cell = cellId(service, environment);
  if (commit !== undefined) {
    const drift = fleet.snapshot.cells.get(cell)?.drift;
    if (drift === undefined || (drift.kind === 'known' && drift.commit !== commit)) return { kind: 'otherCommit' };
    return { kind: 'compared', drift: committed(drift, path) };
  }
  const text = document.getText();
  if (rendered) {
    if (fleet.content(cell)?.rendering?.text !== text) return { kind: 'otherCommit' };
    return { kind: 'compared', drift: fleet.compareRendering(cell) };
  }
  if (text.length > longestText) return { kind: 'tooLong', characters: text.length };
  return { kind: 'compared', drift: fleet.compareText(cell, path, text) };
}

/** Values of Secrets are not in such a document, which may move the lines below them: nothing is said there. */
function committed(drift: DriftState, path: string): DriftState {
  if (drift.kind === 'unknown') return drift;
  const own = drift.report.objects.filter(({ file }) => file === path);
  const secret = own.findIndex(({ kind }) => kind === 'Secret');
  const objects: readonly ObjectDrift[] = secret < 0 ? own : own.slice(0, secret);
  return { ...drift, report: { ...drift.report, objects } };
}
