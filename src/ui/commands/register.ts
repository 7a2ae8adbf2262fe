import * as vscode from 'vscode';
import type { App } from '../app';
import { commandIds } from './ids';
import { tellError } from '../tell';

/**
 * Registers every command at once; what a command does is loaded with the app. The first use waits for it.
 * Errors are shown by the app's one error boundary; here only the app's own failure to start is.
 */
export function registerCommands(app: Promise<App>): vscode.Disposable[] {
  return commandIds.map((id) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      const running = await app.catch((error: unknown) => {
        void tellError(
          vscode.l10n.t('Branchline could not start: {reason}', {
            reason: error instanceof Error ? error.message : String(error),
          }),
        );
      });
      return running?.run(id, args);
    }),
  );
}
