import * as vscode from 'vscode';
import type { Cell, CellId, EdgeSnapshot, FleetSnapshot } from '../../../core/fleet/state/snapshot';
import { BranchlineError } from '../../../core/support/errors';
import { subjectOf } from '../../../core/manifest/secrecy/commits';
import { message, type Message } from '../../../core/support/message';
import { short } from '../../../core/support/sha';
import type { App } from '../../app';
import { gravity, type Aspect } from '../../words/aspect';
import { cellAspect } from '../../words/cell';
import { plainText } from '../../words/markdown';
import { isPromotable, isUnjudged, promotionAspect } from '../../words/promotion';
import { unknownAspect } from '../../words/unknown';
import type { Targets } from './targets';

/** What a command works on, where not everything fits; and what to say where nothing does. */
interface Fitting<T> {
  readonly fits: (candidate: T) => boolean;
  readonly nothing: Message;
}

interface CellQuestion extends Partial<Fitting<Cell>> {
  /** What the question is about: each cell says it, the gravest first. Otherwise each says what its branch holds. */
  readonly by?: (cell: Cell) => Aspect;
}

/** The cell that is meant; asks where the call left it open. Nothing when the person changed their mind. */
export async function pickCell(
  app: App,
  targets: Targets,
  title: string,
  { fits = anyCell.fits, nothing = anyCell.nothing, by }: CellQuestion = {},
): Promise<Cell | undefined> {
  const { cells } = app.fleet.snapshot;
  const meant = targets.cells.flatMap((id) => cells.get(id) ?? []);
  if (meant.length > 0) return meant[0];
  const choices = [...cells.values()].filter((cell) => meansService(targets, cell.service.name) && fits(cell));
  const sorted = by ? choices.toSorted((one, other) => gravity(by(other)) - gravity(by(one))) : choices;
  return pickFrom(sorted, { title, nothing }, (cell) => {
    const { icon, sentence } = by?.(cell) ?? { icon: 'git-branch', sentence: headWords(cell) };
    return { label: `$(${icon}) ${cell.service.name}`, description: cell.environment.name, detail: sentence };
  });
}

/** By the gravest of what is known of a cell. */
export function byState({ fleet }: App): (cell: Cell) => Aspect {
  const problems = new Map(fleet.snapshot.problems.map((problem) => [problem.subject, problem]));
  return (cell) => cellAspect(cell, problems.get(cell.service.name));
}

function headWords({ head }: Cell): string {
  if (head.kind === 'unknown') return unknownAspect(head).sentence;
  return `${short(head.commit.sha)} ${plainText(subjectOf(head.commit))}`;
}

/**
 * The edges that are meant, for one or several services; asks where the call left it open, among those that fit. Of what
 * cannot be judged nobody knows whether it does: it is offered, and says why once it is tried.
 */
export async function pickEdges(
  app: App,
  targets: Targets,
  title: string,
  { fits: isMeant, nothing }: Fitting<EdgeSnapshot> = anyPromotable,
): Promise<readonly EdgeSnapshot[]> {
  const fits = (edge: EdgeSnapshot) => isMeant(edge) || isUnjudged(edge);
  const meant = edgesMeant(app.fleet.snapshot, targets, fits);
  if (meant.length === 1 || (meant.length > 1 && targets.cells.length + targets.services.length > 1)) return meant;
  const all = [...app.fleet.snapshot.edges.values()].filter(fits);
  const picked = await pickFrom(meant.length > 0 ? meant : all, { title, nothing }, (edge) => ({
    label: `$(${promotionAspect(edge.plan).icon}) ${edge.service.name}`,
    description: `${edge.from.name} → ${edge.to.name}`,
    detail: promotionAspect(edge.plan).sentence,
  }));
  return picked ? [picked] : [];
}

function edgesMeant(
  snapshot: FleetSnapshot,
  targets: Targets,
  fit: (edge: EdgeSnapshot) => boolean,
): readonly EdgeSnapshot[] {
  const named = targets.edges.flatMap((id) => snapshot.edges.get(id) ?? []);
  const from = new Set<CellId>(targets.cells);
  const others = [...snapshot.edges.values()].filter(
    (edge) =>
      fit(edge) && (from.has(`${edge.service.name}/${edge.from.name}`) || targets.services.includes(edge.service.name)),
  );
  return [...new Set([...named, ...others])];
}

function meansService({ services }: Targets, name: string): boolean {
  return services.length === 0 || services.includes(name);
}

async function pickFrom<T>(
  choices: readonly T[],
  { title, nothing }: { readonly title: string; readonly nothing: Message },
  words: (choice: T) => vscode.QuickPickItem,
): Promise<T | undefined> {
  if (choices.length === 0) throw nothingToChoose(nothing);
  const picked = await vscode.window.showQuickPick(
    choices.map((choice) => ({ ...words(choice), choice })),
    { ignoreFocusOut: true, title, matchOnDescription: true, matchOnDetail: true },
  );
  return picked?.choice;
}

const anyCell: Fitting<Cell> = { fits: () => true, nothing: message('No service is known yet.') };

const anyPromotable: Fitting<EdgeSnapshot> = {
  fits: isPromotable,
  nothing: message('Nothing waits to be promoted, as far as is known.'),
};

function nothingToChoose(said: Message): BranchlineError {
  return new BranchlineError('command/nothingToChoose', said, {
    nothingToDo: true,
    remedy: { title: message('Refresh'), command: 'branchline.refresh' },
  });
}
