import * as vscode from 'vscode';
import type { DeploymentRow } from '../../core/fleet/fleet';
import type { Cell } from '../../core/fleet/state/snapshot';
import { subjectOf } from '../../core/manifest/secrecy/commits';
import { short } from '../../core/support/sha';
import type { App } from '../app';
import { withProgress } from '../commands/support/progress';
import { codeText } from '../preview/code';
import { escaped, plainText } from '../words/markdown';

/** What code came with the images that a deployment changed, on a page. */
export async function showCode(app: App, cell: Cell, { commit }: DeploymentRow): Promise<void> {
  const title = vscode.l10n.t('Code that came with {commit}', { commit: short(commit.sha) });
  const code = await withProgress(vscode.l10n.t('Asking the registries what code came with it'), app.signal, (signal) =>
    app.fleet.codeOfDeployment(cell.id, commit.sha, signal),
  );
  const nothing = code
    ? vscode.l10n.t('It changed no image.')
    : vscode.l10n.t('Nobody was asked: the folder is not trusted, or there is no deployment before it.');
  const where = `${escaped(cell.service.name)} · ${escaped(cell.environment.name)}`;
  const page = [
    `# ${escaped(title)}`,
    `${where}: ${escaped(plainText(subjectOf(commit)))}`,
    codeText(code) || escaped(nothing),
  ];
  await vscode.commands.executeCommand('markdown.showPreview', app.pages.put(title, page.join('\n\n')));
}
