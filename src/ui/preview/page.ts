import type { PreparedChange } from '../../core/change/preparedChange';
import * as vscode from 'vscode';
import { previewMarkdown } from './markdown';
import type { PreviewPages } from './pages';
import { titleOf } from './title';

/** Opens the page, rendered. */
export async function showPreviewPage(
  { pages }: { readonly pages: Pick<PreviewPages, 'put'> },
  preview: PreparedChange,
): Promise<void> {
  const uri = pages.put(titleOf(preview), previewMarkdown(preview));
  await vscode.commands.executeCommand('markdown.showPreview', uri);
}
