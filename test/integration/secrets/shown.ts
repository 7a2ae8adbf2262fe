import type { PreparedChange } from '../../../src/core/change/preparedChange';
import type * as vscode from 'vscode';
import type { Fleet } from '../../../src/core/fleet/fleet';
import type { Cell } from '../../../src/core/fleet/state/snapshot';
import { systemClock } from '../../../src/core/support/clock';
import { fileDrift } from '../../../src/ui/decorations/fileDrift';
import { driftHover } from '../../../src/ui/decorations/hover';
import { driftLines } from '../../../src/ui/decorations/lines';
import { driftProblems } from '../../../src/ui/decorations/driftEditor';
import { blobUri } from '../../../src/ui/documents/blobUri';
import { HistoryFiles } from '../../../src/ui/documents/historyFiles';
import { LiveDocuments } from '../../../src/ui/documents/liveDocuments';
import { liveUri } from '../../../src/ui/documents/liveUri';
import { decisionOf } from '../../../src/ui/decision/decision';
import { graveReasons } from '../../../src/ui/decision/gravity';
import { FleetTree } from '../../../src/ui/tree/fleetTree';
import type { Node } from '../../../src/ui/tree/node';
import { driftAspect } from '../../../src/ui/words/cluster';

/** The page of a change before anything is pushed. */
export const page = (preview: PreparedChange): string =>
  JSON.stringify([decisionOf(preview, { mayChooseHead: true }), graveReasons(preview)], undefined, 1);

/** Every row of the tree in both groupings, with its tooltip. */
export function rows(fleet: Fleet): readonly unknown[] {
  const tree = new FleetTree(systemClock);
  tree.show({ snapshot: fleet.snapshot, cells: new Set(), edges: new Set(), shape: true });
  const below = (node?: Node): unknown[] =>
    tree.getChildren(node).flatMap((child) => [tree.resolveTreeItem(tree.getTreeItem(child), child), ...below(child)]);
  const byService = below();
  tree.group = 'environment';
  return [...byService, ...below()];
}

/** What an editor shows at the lines of a text: decorations, hovers, problems, the language status. */
export function editor(fleet: Fleet, { id, service, environment }: Cell, path: string, text: string): unknown {
  const lineAt = (line: number) => ({ range: { line } });
  const document = {
    getText: () => text,
    lineCount: text.split('\n').length,
    lineAt,
  } as unknown as vscode.TextDocument;
  const file = { service: service.name, environment: environment.name, path };
  const judged = fileDrift(fleet, document, file);
  if (judged.kind !== 'compared' || judged.drift.kind !== 'known') return judged;
  const { drift } = judged;
  const lines = driftLines(drift.report.objects);
  const place = { uri: `file:///${path}`, cell: id, isReadOnly: false, observed: drift.observed };
  return {
    lines,
    hovers: lines.map((line) => driftHover(line, place, Date.now())),
    problems: driftProblems(lines, document),
    status: driftAspect(drift),
  };
}

/** The two sides of file versus live, and the file as a read-only document of its branch. */
export async function documents(fleet: Fleet, { id, service }: Cell, signal: AbortSignal): Promise<unknown> {
  const live = new LiveDocuments(fleet);
  const past = new HistoryFiles(fleet, signal);
  const files = await fleet.files(id, signal);
  const shown = files.map(async ({ path, blob }) => ({
    path,
    live: live.provideTextDocumentContent(liveUri(id, path)),
    committed: new TextDecoder().decode(
      await past.readFile(blobUri({ service: service.name, path, blob, commits: [] })),
    ),
  }));
  const texts = await Promise.all(shown);
  live.dispose();
  return texts;
}
