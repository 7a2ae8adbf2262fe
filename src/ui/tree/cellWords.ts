import * as vscode from 'vscode';
import { edgeId, type Cell, type EdgeId, type EdgeSnapshot, type FleetProblem } from '../../core/fleet/state/snapshot';
import { lookedAtEveryMs } from '../../core/fleet/state/lookedAt';
import { subjectOf } from '../../core/manifest/secrecy/commits';
import type { Observation } from '../../core/support/observation';
import { short } from '../../core/support/sha';
import { imageVersionOf } from '../board/model/version';
import { worstOf, type Aspect } from '../words/aspect';
import { cellAspects, type CellAspects } from '../words/cell';
import { plainText } from '../words/markdown';
import { openWords } from '../words/openPullRequests';

/** What a row says of a cell, wherever the row stands: in the tree, or on the board. */
export interface CellWords {
  readonly aspects: CellAspects;
  /** The gravest. */
  readonly look: Pick<Aspect, 'icon' | 'colour' | 'severity' | 'label'>;
  /** What is open already. */
  readonly open: string;
  /** The whole for a screen reader. */
  readonly spoken: string;
}

/** @param outgoing the paths on which it is promoted from there */
export function cellWords(cell: Cell, outgoing: readonly EdgeSnapshot[], trouble: FleetProblem | undefined): CellWords {
  const aspects = cellAspects(cell, trouble);
  const sentences = new Set(aspects.judged.map(({ sentence }) => sentence));
  const open = openWords([cell], outgoing);
  return {
    aspects,
    look: worstOf(aspects.judged) ?? { severity: 'unknown', icon: 'circle-outline', label: '' },
    open,
    spoken: `${cell.service.name}, ${cell.environment.name}. ${[...sentences, open].join(' ').trim()}`,
  };
}

/** The paths that lead away from a cell. */
export function outgoingOf(cell: Cell, edge: (id: EdgeId) => EdgeSnapshot | undefined): readonly EdgeSnapshot[] {
  return cell.service.edges
    .filter(({ from }) => from === cell.environment.name)
    .flatMap(({ from, to }) => edge(edgeId(cell.service.name, from, to)) ?? []);
}

/** Only what asks for attention stands in a row; the rest is one level down. */
export function notable(aspects: readonly Aspect[]): readonly string[] {
  return aspects.flatMap(({ severity, label, unseen = [] }) =>
    ['fine', 'unknown'].includes(severity) ? unseen : label,
  );
}

/** What the branch has: its revision, and in a few words what that did. */
export function headWords({ head }: Pick<Cell, 'head'>): string {
  if (head.kind === 'unknown') return '';
  return `${short(head.commit.sha).slice(0, 7)} ${plainText(subjectOf(head.commit))}`;
}

/**
 * The version of the image that runs there; empty where that is not known, or no image has one: then the branch's revision is
 * all that can be said.
 */
export function runningVersion(cell: Cell): string {
  return cell.connection.kind === 'stale' ? '' : (imageVersionOf(cell) ?? '');
}

/** When the oldest of what is known was seen; what is looked at less often may be so much older. */
export function oldestOf(cell: Cell): Observation | undefined {
  return [cell.head, cell.pipeline, cell.live, cell.health, cell.drift]
    .flatMap((fact) => (fact.kind === 'unknown' ? [] : [fact.observed]))
    .reduce<Observation | undefined>((old, next) => (old && staleFrom(old) <= staleFrom(next) ? old : next), undefined);
}

function staleFrom({ at, everyMs = lookedAtEveryMs }: Observation): number {
  return at + 2 * everyMs;
}

/** What waits on a path, with where it leads. */
export function edgeLabel(label: string, to: string): string {
  return vscode.l10n.t('{state} → {to}', { state: label, to });
}
