import * as vscode from 'vscode';
import type { Cell, EdgeSnapshot, FleetProblem } from '../../core/fleet/state/snapshot';
import { worstOf, type Aspect, type Severity } from '../words/aspect';
import { isUnjudged, promotionAspect, waitingOn } from '../words/promotion';
import { openWords } from '../words/openPullRequests';
import { edgeLabel } from './cellWords';
import { cellAspects, type CellAspects, isDrifted, isFailing, isUnhealthy } from '../words/cell';

const { t } = vscode.l10n;

export interface Summary {
  /** For the row: only what asks for attention. */
  readonly words: string;
  /** For the screen reader: never empty. */
  readonly spoken: string;
  /** That of the worst. */
  readonly look: Pick<Aspect, 'severity' | 'icon' | 'colour' | 'sentence'>;
}

export interface Summarised {
  readonly cells: readonly Cell[];
  readonly edges: readonly EdgeSnapshot[];
  /** Why a service could not be looked at. */
  readonly troubleOf: (cell: Cell) => FleetProblem | undefined;
  /** What one cell of them is called. */
  readonly nameOf: (cell: Cell) => string;
}

/** What several cells and edges come to: "test failing · 2 drifted · 3 to promote". One alone is named, more are counted. */
export function summarise({ cells, edges, troubleOf, nameOf }: Summarised): Summary {
  const all = cells.map((cell) => cellAspects(cell, troubleOf(cell)));
  const unjudged = edges.filter(isUnjudged).map(({ plan }) => promotionAspect(plan));
  const isTroubled = all.some(({ trouble }) => trouble !== undefined);
  const words = [
    ...new Set(unjudged.map(({ label }) => label)),
    ...connectionWords(all),
    ...kinds.map(({ fits, one, many }) => {
      const found = cells.filter(fits);
      const [first] = found;
      if (!first) return '';
      return found.length === 1 ? one(nameOf(first)) : many(found.length);
    }),
    unjudged.length > 0 ? '' : otherWords(cells, all, nameOf),
    // What hangs on a service that could not be looked at goes without saying.
    isTroubled || unjudged.length > 0 ? '' : unknownWords(edges),
    ...waitingWords(edges),
    openWords(cells, edges),
    unseenWords(cells, all, nameOf),
  ].filter((text) => text !== '');
  // What waits is as it should be; what stands in its way, did not come as promised, or is not known, is not.
  const stuck = edges.flatMap(({ plan }) => {
    const aspect = promotionAspect(plan);
    return plan.kind === 'unknown' || isGrave(aspect.severity) ? [aspect] : [];
  });
  const look = worstOf([...all.flatMap(({ judged }) => judged), ...stuck]);
  return {
    words: words.join(' · '),
    spoken: words.length > 0 ? words.join(', ') : quietWords(look),
    look: look ?? { severity: 'unknown', icon: 'circle-outline', sentence: quietWords(look) },
  };
}

function isGrave(severity: Severity): boolean {
  return severity === 'warning' || severity === 'error';
}

interface Kind {
  readonly fits: (cell: Cell) => boolean;
  readonly one: (name: string) => string;
  readonly many: (count: number) => string;
}

/** The worst first. What does not run because its pipeline failed is said once. */
const kinds: readonly Kind[] = [
  {
    fits: isFailing,
    one: (name) => t('{name} failing', { name }),
    many: (count) => t('{count} failing', { count }),
  },
  {
    fits: (cell) => isUnhealthy(cell) && !isFailing(cell),
    one: (name) => t('{name} unhealthy', { name }),
    many: (count) => t('{count} unhealthy', { count }),
  },
  {
    fits: isDrifted,
    one: (name) => t('{name} drifted', { name }),
    many: (count) => t('{count} drifted', { count }),
  },
  {
    fits: ({ pipeline }) => pipeline.kind === 'known' && pipeline.inFlight !== 'no',
    one: (name) => t('{name} running', { name }),
    many: (count) => t('{count} running', { count }),
  },
];

/** Of one repository or cluster that does not answer, one word for all its cells. */
function connectionWords(all: readonly CellAspects[]): readonly string[] {
  return [
    ...new Set(all.flatMap(({ trouble, connection }) => [trouble, connection].flatMap((one) => one?.label ?? []))),
  ];
}

/** The first of whatever else keeps a cell from being known, or asks for a look. */
function otherWords(cells: readonly Cell[], all: readonly CellAspects[], nameOf: Summarised['nameOf']): string {
  for (const [index, cell] of cells.entries()) {
    const { judged = [], trouble, connection, drift } = all[index] ?? {};
    const said = [trouble, connection, ...(isDrifted(cell) ? [drift] : [])];
    const other = judged.find((one) => ['notice', 'warning'].includes(one.severity) && !said.includes(one));
    if (other) return t('{name} {state}', { name: nameOf(cell), state: other.label });
  }
  return '';
}

/** Of the first cell that looks unknown by a part of it, what of it is not known. */
function unseenWords(cells: readonly Cell[], all: readonly CellAspects[], nameOf: Summarised['nameOf']): string {
  for (const [index, cell] of cells.entries()) {
    const found = all[index]?.judged.find(({ severity, unseen }) => severity === 'unknown' && unseen !== undefined);
    if (found?.unseen !== undefined) return t('{name} {state}', { name: nameOf(cell), state: found.unseen });
  }
  return '';
}

/** The first path on which it is not known what waits. */
function unknownWords(edges: readonly EdgeSnapshot[]): string {
  for (const { plan, to } of edges) {
    const { severity, label } = promotionAspect(plan);
    if (plan.kind === 'unknown' && severity !== 'unknown') return edgeLabel(label, to.name);
  }
  return '';
}

function waitingWords(edges: readonly EdgeSnapshot[]): readonly string[] {
  const { conflicts, held, pending, hotfixes } = waitingOn(edges);
  return [
    conflicts > 0 ? t('{count} in conflict', { count: conflicts }) : '',
    pending > 0 ? t('{count} to promote', { count: pending }) : '',
    held > 0 ? t('{count} on hold', { count: held }) : '',
    hotfixes > 0 ? t('{count} to return', { count: hotfixes }) : '',
  ];
}

function quietWords(look: Aspect | undefined): string {
  if (look?.severity === 'fine') return t('Everything is as it should be.');
  return look?.sentence ?? t('Not looked at yet.');
}
