import * as vscode from 'vscode';
import { systemClock } from './core/support/clock';
import { registerCommands } from './ui/commands/register';
import { registerLinks } from './ui/links/handler';
import { createStatusBar } from './ui/statusBar/statusBar';
import { FleetTree } from './ui/tree/fleetTree';

/** Wiring only: no network, no child process. What is heavy is loaded once the editor has come to rest. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Branchline', { log: true });
  const tree = new FleetTree(systemClock);
  const treeView = vscode.window.createTreeView('branchline.fleet', {
    treeDataProvider: tree,
    showCollapseAll: true,
    canSelectMany: true,
  });
  const statusBar = createStatusBar();
  const shell = { context, log, tree, treeView, statusBar };
  const app = import('./ui/start').then(({ startApp }) => startApp(shell));
  app.catch((error: unknown) => log.error(error instanceof Error ? error : String(error)));
  context.subscriptions.push(log, tree, treeView, statusBar, ...registerCommands(app), registerLinks(app), {
    dispose: () => void app.then((running) => running.dispose()),
  });
}
