import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { Catalog } from '../../core/catalog/catalog';
import { catalogName, loadCatalog } from '../../core/catalog/load';
import { parseCatalog, type ParsedCatalog, type Problem } from '../../core/catalog/parse';
import { discoverWorkspace } from '../../core/catalog/workspace';
import { listBranches } from '../../core/git/checkout';
import type { Log } from '../../core/support/log';
import { settings } from '../settings';
import { showProblems } from './diagnostics';

/** What was found: a catalog, with the errors of a newer text where there are some; or why there is none. */
export type CatalogState =
  | { readonly kind: 'found'; readonly catalog: Catalog; readonly path?: string; readonly problems: readonly Problem[] }
  | { readonly kind: 'invalid'; readonly path: string; readonly problems: readonly Problem[] }
  | { readonly kind: 'none' };

/** Finds the workspace's catalog and keeps it: an invalid edit keeps the last good one, and says so. */
export class CatalogSource implements vscode.Disposable {
  private readonly diagnostics = vscode.languages.createDiagnosticCollection('branchline');
  private readonly watchers: vscode.Disposable[] = [];
  private lastGood: Catalog | undefined;

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

  async read(signal: AbortSignal): Promise<CatalogState> {
    const path = await this.find();
    if (path === undefined) return this.discover(signal);
    const parsed = await loadCatalog(path, signal);
    this.show(path, parsed);
    if (parsed.kind === 'ok') {
      this.lastGood = parsed.catalog;
      return { kind: 'found', catalog: parsed.catalog, path, problems: [] };
    }
    const { problems } = parsed;
    return this.lastGood
      ? { kind: 'found', catalog: this.lastGood, path, problems }
      : { kind: 'invalid', path, problems };
  }

  dispose(): void {
    for (const watcher of this.watchers) watcher.dispose();
    this.diagnostics.dispose();
  }

  private async find(): Promise<string | undefined> {
    const named = settings.catalog();
    for (const { uri } of folders()) {
      const path = join(uri.fsPath, named === '' ? catalogName : named);
      if (await exists(path)) return path;
    }
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
    return catalog.services.length > 0 ? { kind: 'found', catalog, problems: [] } : { kind: 'none' };
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

function folders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}

async function exists(path: string): Promise<boolean> {
  return vscode.workspace.fs.stat(vscode.Uri.file(path)).then(
    ({ type }) => (type & vscode.FileType.File) !== 0,
    () => false,
  );
}
