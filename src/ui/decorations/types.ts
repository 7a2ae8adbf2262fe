import * as vscode from 'vscode';
import { lineLooks, type LineLook } from './lines';

const colours: Readonly<Record<LineLook, string>> = {
  changed: 'branchline.drift.changed',
  missing: 'branchline.drift.missing',
  extra: 'branchline.drift.extra',
  masked: 'branchline.drift.changed',
  managed: 'branchline.drift.managed',
  unknown: 'branchline.drift.managed',
  stale: 'branchline.drift.managed',
};

/** Not drift, or not known to be: told apart from it by more than colour. */
const quiet: ReadonlySet<LineLook> = new Set(['managed', 'unknown', 'stale']);

/** One decoration type a look: a shape in the gutter, a mark in the ruler, and room for words after the line. */
export function decorationTypes(extension: vscode.Uri): ReadonlyMap<LineLook, vscode.TextEditorDecorationType> {
  return new Map(
    lineLooks.map((look) => [
      look,
      vscode.window.createTextEditorDecorationType({
        isWholeLine: true,
        gutterIconPath: vscode.Uri.joinPath(extension, 'media', 'drift', `${look}.svg`),
        gutterIconSize: 'contain',
        overviewRulerColor: new vscode.ThemeColor(colours[look]),
        overviewRulerLane: vscode.OverviewRulerLane.Right,
        rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
        after: {
          color: new vscode.ThemeColor(colours[look]),
          fontStyle: quiet.has(look) ? 'italic' : 'normal',
          margin: '0 0 0 2em',
        },
      }),
    ]),
  );
}
