import * as vscode from 'vscode';
import type { App } from '../app';
import { showError } from '../showError';
import { follow } from './follow';

/** Takes what the editor was opened with: `vscode://branchline.branchline/…` (docs/cockpit.md, "Links"). */
export function registerLinks(app: Promise<App>): vscode.Disposable {
  return vscode.window.registerUriHandler({
    async handleUri({ path, query }) {
      const running = await app.catch(() => undefined); // why it did not start is said by the first command
      if (!running) return;
      await follow(running, { path, query }).catch((error: unknown) => showError(running.log, '[link]', error));
    },
  });
}
