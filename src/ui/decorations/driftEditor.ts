import * as vscode from 'vscode';
import type { Fleet } from '../../core/fleet/fleet';
import { cellId, type CellId, type DriftState, type FleetChange } from '../../core/fleet/snapshot';
import type { Clock } from '../../core/support/clock';
import type { FleetFile, WorkspaceFolders } from '../app';
import { settings } from '../settings';
import { driftHover } from './hover';
import { driftLines, lineLooks, type DriftLine, type LineLook } from './lines';
import { driftProblems } from './problems';
import type { DriftStatus } from './status';
import { decorationTypes } from './types';

/** A longer file is left alone: comparing it at each keystroke would be felt. */
const longestText = 2_000_000;
const typingPauseMs = 150;

export interface DriftEditorParts {
  readonly extension: vscode.Uri;
  readonly fleet: Pick<Fleet, 'compareText' | 'onDidChange'>;
  readonly folders: Pick<WorkspaceFolders, 'fileOf'>;
  readonly clock: Clock;
  readonly status: DriftStatus;
}

/** Drift on the lines of the files that are open: what the buffer says, held against what is live. */
export class DriftEditor implements vscode.Disposable {
  private readonly types: ReadonlyMap<LineLook, vscode.TextEditorDecorationType>;
  private readonly problems = vscode.languages.createDiagnosticCollection('branchline drift');
  private readonly subscriptions: readonly { dispose(): unknown }[];
  private pause: NodeJS.Timeout | undefined;
  private readonly shown = new Map<vscode.TextEditor, CellId>();

  constructor(private readonly parts: DriftEditorParts) {
    this.types = decorationTypes(parts.extension);
    this.subscriptions = [
      parts.fleet.onDidChange((change) => this.onFleetChange(change)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.drawAll()),
      vscode.window.onDidChangeActiveTextEditor(() => this.drawAll()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.onTyped(document)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('branchline.drift')) this.drawAll();
      }),
      ...this.types.values(),
      this.problems,
    ];
    this.drawAll();
  }

  dispose(): void {
    clearTimeout(this.pause);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private onFleetChange({ cells, shape }: FleetChange): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const cell = this.shown.get(editor);
      if (shape || cell === undefined || cells.has(cell)) void this.draw(editor);
    }
  }

  private onTyped(document: vscode.TextDocument): void {
    const editors = vscode.window.visibleTextEditors.filter((editor) => editor.document === document);
    if (editors.length === 0) return;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => editors.forEach((editor) => void this.draw(editor)), typingPauseMs);
  }

  private drawAll(): void {
    const visible = new Set(vscode.window.visibleTextEditors);
    for (const editor of this.shown.keys()) if (!visible.has(editor)) this.shown.delete(editor);
    for (const editor of visible) void this.draw(editor);
  }

  private async draw(editor: vscode.TextEditor): Promise<void> {
    const file = isManifest(editor.document) ? await this.parts.folders.fileOf(editor.document.uri) : undefined;
    const drift = file && this.compare(editor.document, file);
    const lines = drift?.kind === 'known' && settings.driftDecorations() ? driftLines(drift.report.objects) : [];
    for (const look of lineLooks) this.decorate(editor, look, lines, drift);
    if (editor === vscode.window.activeTextEditor) this.parts.status.show(file, drift);
    const problems = settings.driftProblems() ? driftProblems(lines, editor.document) : [];
    this.problems.set(editor.document.uri, problems);
  }

  private compare(document: vscode.TextDocument, file: FleetFile): DriftState | undefined {
    if (file.environment === undefined) return undefined;
    return this.parts.fleet.compareText(cellId(file.service, file.environment), file.path, document.getText());
  }

  private decorate(
    editor: vscode.TextEditor,
    look: LineLook,
    lines: readonly DriftLine[],
    drift: DriftState | undefined,
  ): void {
    const type = this.types.get(look);
    if (!type) return;
    const options = lines
      .filter((line) => line.look === look && line.line < editor.document.lineCount)
      .map((line): vscode.DecorationOptions => ({
        range: editor.document.lineAt(line.line).range,
        renderOptions: { after: { contentText: line.text } },
        ...(drift?.kind === 'known' ? { hoverMessage: driftHover(line, drift.observed, this.parts.clock.now()) } : {}),
      }));
    editor.setDecorations(type, options);
  }
}

function isManifest(document: vscode.TextDocument): boolean {
  const { languageId, uri } = document;
  if (uri.scheme !== 'file' || !/\.(ya?ml|json)$/i.test(uri.path)) return false;
  return manifestLanguages.has(languageId) && document.getText().length <= longestText;
}

const manifestLanguages = new Set(['yaml', 'json', 'jsonc', 'plaintext', 'dockercompose']);
