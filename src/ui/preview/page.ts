import type { PreparedChange } from '../../core/change/preparedChange';
import * as vscode from 'vscode';
import type { App } from '../app';
import { previewMarkdown } from './markdown';
import { titleOf } from './title';

/** Opens the page, rendered. */
export async function showPreviewPage(app: App, preview: PreparedChange): Promise<void> {
  const uri = app.pages.put(titleOf(preview), previewMarkdown(preview));
  await vscode.commands.executeCommand('markdown.showPreview', uri);
}
