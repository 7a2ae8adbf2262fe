import type * as vscode from 'vscode';
import type { Cell, FleetProblem } from '../../core/fleet/state/snapshot';
import type { Instant } from '../../core/support/clock';
import { worstOf } from '../words/aspect';
import { cellAspects, troubleAspect } from '../words/cell';
import { escaped, trusted } from '../words/markdown';
import { factLine } from './cellTooltip';

/** A service at a glance: what is wrong with it, and the worst of each environment. */
export function serviceTooltip(
  service: string,
  cells: readonly Cell[],
  trouble: FleetProblem | undefined,
  now: Instant,
): vscode.MarkdownString {
  const lines = cells.flatMap((cell) => {
    const worst = worstOf(cellAspects(cell, undefined).judged);
    return worst ? [`$(${worst.icon}) ${escaped(cell.environment.name)}: ${escaped(worst.sentence)}`] : [];
  });
  const title = `**${escaped(service)}**`;
  return trusted(
    [title, ...(trouble ? [factLine(troubleAspect(trouble), trouble, now)] : []), ...lines].join('\n\n'),
    [],
  );
}
