import * as vscode from 'vscode';
import { dirname, join } from 'node:path';
import type { Catalog } from '../../core/catalog/catalog';
import { CatalogError } from '../../core/catalog/errors';
import { catalogName, loadCatalog } from '../../core/catalog/load';
import { parseCatalog, type ParsedCatalog, type Problem } from '../../core/catalog/parse';
import { discoverWorkspace } from '../../core/catalog/workspace';
import { listBranches } from '../../core/git/checkout';
import type { Log } from '../../core/support/log';
import { settings } from '../settings';
import { say } from '../words/say';

/** What was found: a catalog, with the errors of a newer text where there are some; or why there is none. */
export type CatalogState =
  | { readonly kind: 'found'; readonly catalog: Catalog; readonly path?: string; readonly problems: readonly Problem[] }
  | { readonly kind: 'invalid'; readonly path: string; readonly problems: readonly Problem[] }
  | { readonly kind: 'none' };

/** Finds the workspace's catalog and keeps it: an invalid edit keeps the last good one, and says so. */
export class CatalogSource implements vscode.Disposable {
  private readonly diagnostics = vscode.languages.createDiagnosticCollection('branchline');
  private readonly watchers: vscode.Disposable[] = [];
  private lastGood: { readonly catalog: Catalog; readonly path?: string } | undefined;

  constructor(
    private readonly log: Log,
    onChange: () => void,
  ) {
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${catalogName}`);
    this.watchers.push(
      watcher,
      watcher.onDidChange(onChange),
      watcher.onDidCreate(onChange),
      watcher.onDidDelete(onChange),
      vscode.workspace.onDidChangeWorkspaceFolders(onChange),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.fsPath.endsWith(`/${catalogName}`)) this.showProblemsOf(document);
      }),
    );
  }

  /** What was valid once in this session stays to be shown, with what is wrong now: also where the file cannot be read, or is gone. */
  async read(signal: AbortSignal): Promise<CatalogState> {
    const path = (await this.find()) ?? this.lastGood?.path;
    if (path === undefined) return this.discover(signal);
    const parsed = await loadCatalog(path, signal).catch((error: unknown): ParsedCatalog => {
      if (error instanceof CatalogError) return { kind: 'invalid', problems: [atStart(error)] };
      throw error;
    });
    this.show(path, parsed);
    if (parsed.kind === 'ok') {
      this.lastGood = { catalog: parsed.catalog, path };
      return { kind: 'found', catalog: parsed.catalog, path, problems: [] };
    }
    const { problems } = parsed;
    return this.lastGood
      ? { kind: 'found', catalog: this.lastGood.catalog, path, problems }
      : { kind: 'invalid', path, problems };
  }

  dispose(): void {
    for (const watcher of this.watchers) watcher.dispose();
    this.diagnostics.dispose();
  }

  private async find(): Promise<string | undefined> {
    const named = settings.catalog();
    const paths = folders().map(({ uri }) => join(uri.fsPath, named === '' ? catalogName : named));
    for (const path of paths) if (await exists(path)) return path;
    if (named !== '') return paths[0]; // what a person names and is not there cannot be read, and that is said
    const [found] = await vscode.workspace.findFiles(`*/${catalogName}`, '**/node_modules/**', 1);
    return found?.fsPath;
  }

  private async discover(signal: AbortSignal): Promise<CatalogState> {
    this.diagnostics.clear();
    if (!vscode.workspace.isTrusted) return { kind: 'none' };
    const { catalog, skipped } = await discoverWorkspace(
      folders().map(({ uri }) => uri.fsPath),
      listBranches,
      signal,
    );
    for (const { folder, reason } of skipped) this.log.debug(`[catalog] ${folder} was passed over: ${reason}`);
    if (catalog.services.length === 0) return { kind: 'none' };
    this.lastGood = { catalog };
    return { kind: 'found', catalog, problems: [] };
  }

  /** While somebody types: the squiggles follow the text, the fleet waits for the file to be saved. */
  private showProblemsOf(document: vscode.TextDocument): void {
    const path = document.uri.fsPath;
    this.show(path, parseCatalog(document.getText(), { path, folder: dirname(path) }));
  }

  private show(path: string, parsed: ParsedCatalog): void {
    const problems = parsed.kind === 'ok' ? parsed.warnings : parsed.problems;
    const severity = parsed.kind === 'ok' ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Error;
    this.diagnostics.set(vscode.Uri.file(path), showProblems(problems, severity));
  }
}

/** What is wrong with the file as a whole, said at its first character. */
function atStart({ said }: CatalogError): Problem {
  return { line: 1, column: 1, endLine: 1, endColumn: 2, said };
}

function folders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}

async function exists(path: string): Promise<boolean> {
  return vscode.workspace.fs.stat(vscode.Uri.file(path)).then(
    () => true, // whatever bears its name: a folder, or a link to nothing, cannot be read, and that is said
    (error: unknown) => !(error instanceof vscode.FileSystemError && error.code === 'FileNotFound'),
  );
}

/** Problems of the catalog at their places. Places count from 1, the editor from 0. */
export function showProblems(problems: readonly Problem[], severity: vscode.DiagnosticSeverity): vscode.Diagnostic[] {
  return problems.map(({ line, column, endLine, endColumn, said }) => {
    const start = new vscode.Position(line - 1, column - 1);
    const end = new vscode.Position(endLine - 1, endColumn - 1);
    const diagnostic = new vscode.Diagnostic(new vscode.Range(start, end), say(said), severity);
    diagnostic.source = 'Branchline';
    return diagnostic;
  });
}
