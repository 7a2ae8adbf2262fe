import * as vscode from 'vscode';
import type { Cell, EdgeSnapshot, FleetProblem } from '../../../core/fleet/state/snapshot';
import type { EnvironmentCell, RowState } from '../../../board/protocol/board';
import { cellWords, notable, oldestOf, outgoingOf, type CellWords } from '../../tree/cellWords';
import { needsAttention } from '../../words/attention';
import { isDrifted, isFailing, isUnhealthy, type CellAspects } from '../../words/cell';
import { isUnjudged } from '../../words/promotion';
import { lookOf } from './look';
import { versionOf } from './version';

/** What a cell stands among. */
export interface CellSurroundings {
  /** The paths of its service. */
  readonly edges: readonly EdgeSnapshot[];
  /** Why its service could not be looked at. */
  readonly trouble: FleetProblem | undefined;
}

/** One service in one environment, in the words of its row in the tree. */
export function environmentCell(cell: Cell, { edges, trouble }: CellSurroundings): EnvironmentCell {
  const { aspects, look } = wordsOf(cell, { edges, trouble });
  const { pipeline, health, drift } = aspects;
  const version = versionOf(cell);
  const oldest = oldestOf(cell);
  return {
    kind: 'environment',
    id: cell.id,
    look: lookOf(look),
    ...version,
    facts: [pipeline, health, drift].map(({ icon, severity }) => ({ icon, tone: severity })),
    // The service's trouble stands at the head of the row.
    words: notable(aspects.judged.filter((aspect) => aspect !== aspects.trouble)).join(' · '),
    ...(oldest ? { seenAt: oldest.at } : {}),
    ...(oldest?.everyMs === undefined ? {} : { staleAfterMs: 2 * oldest.everyMs }),
    states: statesOf(cell, edges, aspects),
  };
}

/** The same for a screen reader. */
export function environmentSpoken(cell: Cell, surroundings: CellSurroundings): string {
  const { spoken } = wordsOf(cell, surroundings);
  return [spoken, versionSpoken(versionOf(cell))].filter((text) => text !== '').join(' ');
}

function wordsOf(cell: Cell, { edges, trouble }: CellSurroundings): CellWords {
  const byId = new Map(edges.map((edge) => [edge.id, edge]));
  const outgoing = outgoingOf(cell, (id) => byId.get(id));
  return cellWords(cell, outgoing, trouble);
}

function statesOf(cell: Cell, edges: readonly EdgeSnapshot[], { judged }: CellAspects): readonly RowState[] {
  const unjudged = edges.some((edge) => edge.to.name === cell.environment.name && isUnjudged(edge));
  return [
    ...(needsAttention(cell, { isUnjudged: unjudged }) ? (['attention'] as const) : []),
    ...(isFailing(cell) || isUnhealthy(cell) ? (['failing'] as const) : []),
    ...(isDrifted(cell) ? (['drifted'] as const) : []),
    ...((cell.openTowards ?? []).length + (cell.openFromOthers ?? []).length > 0 ? (['open'] as const) : []),
    ...(judged.some(({ severity }) => severity === 'unknown') ? (['unknown'] as const) : []),
  ];
}

function versionSpoken({ version, basis }: Pick<EnvironmentCell, 'version' | 'basis'>): string {
  switch (basis) {
    case 'runs':
      return vscode.l10n.t('Version {version}.', { version });
    case 'ran':
      return vscode.l10n.t('When last seen, version {version}.', { version });
    case 'branch':
      return vscode.l10n.t('What runs is not known; the branch has {version}.', { version });
    case 'unknown':
      return '';
  }
}
