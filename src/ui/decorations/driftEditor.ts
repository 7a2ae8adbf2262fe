import * as vscode from 'vscode';
import type { Fleet } from '../../core/fleet/fleet';
import { cellId, type CellId, type FleetChange } from '../../core/fleet/state/snapshot';
import type { Clock } from '../../core/support/clock';
import type { FleetFile, ShownDrift, WorkspaceFolders } from '../app';
import { historyScheme } from '../documents/blobUri';
import { manifestsScheme } from '../documents/manifestsUri';
import { settings } from '../settings';
import { fileDrift, type FileDrift } from './fileDrift';
import { driftHover } from './hover';
import { LastGood } from './lastGood';
import { driftLines, lineLooks, type DriftLine, type LineLook } from './lines';
import type { DriftStatus } from './status';
import { decorationTypes } from './types';

const typingPauseMs = 100;

export interface DriftEditorParts {
  readonly extension: vscode.Uri;
  readonly fleet: Pick<Fleet, 'compareRendering' | 'compareText' | 'content' | 'onDidChange' | 'snapshot'>;
  readonly folders: Pick<WorkspaceFolders, 'fileOf'>;
  readonly clock: Clock;
  readonly status: DriftStatus;
}

interface Shown {
  readonly cell: CellId | undefined;
  readonly lines: readonly DriftLine[];
}

/** Drift on the lines of the files that are open: what the buffer says, held against what is live. */
export class DriftEditor implements vscode.Disposable, ShownDrift {
  private readonly types: ReadonlyMap<LineLook, vscode.TextEditorDecorationType>;
  private readonly problems = vscode.languages.createDiagnosticCollection('branchline drift');
  private readonly subscriptions: readonly { dispose(): unknown }[];
  private readonly pauses = new Map<vscode.TextDocument, NodeJS.Timeout>();
  private readonly shown = new Map<vscode.TextEditor, Shown>();
  private readonly lastGood = new LastGood();

  constructor(private readonly parts: DriftEditorParts) {
    this.types = decorationTypes(parts.extension);
    this.subscriptions = [
      parts.fleet.onDidChange((change) => this.onFleetChange(change)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.drawAll()),
      vscode.window.onDidChangeActiveTextEditor(() => this.drawAll()),
      vscode.workspace.onDidChangeTextDocument((event) => this.onTyped(event)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.lastGood.forget(uri.toString())),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('branchline.drift')) this.drawAll();
      }),
      ...this.types.values(),
      this.problems,
    ];
    this.drawAll();
  }

  at(uri: vscode.Uri, line?: number): readonly DriftLine[] {
    const editor = [...this.shown.keys()].find(({ document }) => document.uri.toString() === uri.toString());
    const lines = editor ? (this.shown.get(editor)?.lines ?? []) : [];
    return line === undefined ? lines : lines.filter((one) => one.line === line);
  }

  dispose(): void {
    for (const pause of this.pauses.values()) clearTimeout(pause);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private onFleetChange({ cells, shape }: FleetChange): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const cell = this.shown.get(editor)?.cell;
      if (shape || cell === undefined || cells.has(cell)) void this.draw(editor);
    }
  }

  private onTyped({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const editors = vscode.window.visibleTextEditors.filter((editor) => editor.document === document);
    if (editors.length === 0 || contentChanges.length === 0) return;
    this.lastGood.edited(document.uri.toString(), contentChanges);
    clearTimeout(this.pauses.get(document));
    const draw = () => {
      this.pauses.delete(document);
      for (const editor of editors) void this.draw(editor);
    };
    this.pauses.set(document, setTimeout(draw, typingPauseMs));
  }

  private drawAll(): void {
    const visible = new Set(vscode.window.visibleTextEditors);
    for (const editor of this.shown.keys()) if (!visible.has(editor)) this.shown.delete(editor);
    for (const editor of visible) void this.draw(editor);
  }

  private async draw(editor: vscode.TextEditor): Promise<void> {
    const { document } = editor;
    const file = isManifest(document) ? await this.parts.folders.fileOf(document.uri) : undefined;
    const judged = file && fileDrift(this.parts.fleet, document, file);
    const lines = settings.driftDecorations() ? this.linesOf(document, judged) : [];
    const cell = file?.environment === undefined ? undefined : cellId(file.service, file.environment);
    this.shown.set(editor, { cell, lines });
    for (const look of lineLooks) this.decorate(editor, look, { lines, file, judged });
    if (editor === vscode.window.activeTextEditor) this.parts.status.show(file, judged);
    const problems = settings.driftProblems() ? driftProblems(lines, document) : [];
    this.problems.set(document.uri, problems);
  }

  private linesOf(document: vscode.TextDocument, judged: FileDrift | undefined): readonly DriftLine[] {
    if (judged?.kind !== 'compared' || judged.drift.kind === 'unknown') return [];
    const { objects } = judged.drift.report;
    return this.lastGood.show(document.uri.toString(), objects, driftLines(objects));
  }

  private decorate(
    editor: vscode.TextEditor,
    look: LineLook,
    {
      lines,
      file,
      judged,
    }: { lines: readonly DriftLine[]; file: FleetFile | undefined; judged: FileDrift | undefined },
  ): void {
    const { document } = editor;
    const type = this.types.get(look);
    if (!type) return;
    const drift = judged?.kind === 'compared' && judged.drift.kind === 'known' ? judged.drift : undefined;
    const place = drift &&
      file?.environment !== undefined && {
        uri: document.uri.toString(),
        cell: cellId(file.service, file.environment),
        isReadOnly: file.commit !== undefined || file.rendered === true,
        observed: drift.observed,
        rollouts: this.parts.fleet.snapshot.cells.get(cellId(file.service, file.environment))?.rollouts,
      };
    const options = lines
      .filter((line) => line.look === look && line.line < document.lineCount)
      .map((line): vscode.DecorationOptions => ({
        range: document.lineAt(line.line).range,
        renderOptions: { after: { contentText: line.text } },
        ...(place ? { hoverMessage: driftHover(line, place, this.parts.clock.now()) } : {}),
      }));
    editor.setDecorations(type, options);
  }
}

function isManifest({ languageId, uri }: vscode.TextDocument): boolean {
  if (!judgedSchemes.has(uri.scheme)) return false;
  return /\.(ya?ml|json)$/i.test(uri.path) && manifestLanguages.has(languageId);
}

const judgedSchemes = new Set(['file', historyScheme, manifestsScheme]);
const manifestLanguages = new Set(['yaml', 'json', 'jsonc', 'plaintext', 'dockercompose']);

/** Drift as problems of the mildest kind: it is not an error of the file. Off unless the person wants it. */
export function driftProblems(lines: readonly DriftLine[], document: vscode.TextDocument): vscode.Diagnostic[] {
  return lines
    .filter(({ look, line }) => look !== 'managed' && look !== 'stale' && line < document.lineCount)
    .map(({ line, text, object }) => {
      const problem = new vscode.Diagnostic(
        document.lineAt(line).range,
        `${object.kind} ${object.name}: ${text}`,
        vscode.DiagnosticSeverity.Information,
      );
      problem.source = 'Branchline';
      return problem;
    });
}
