import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** A page of its own: its folder below `src` and `dist`, and what the editor calls it. */
export interface OwnPage {
  readonly name: 'board' | 'decision' | 'timeline' | 'train';
  readonly title: string;
}

/** Where a page's script and style lie in the extension. */
export function pageFolder(extension: vscode.Uri, { name }: Pick<OwnPage, 'name'>): vscode.Uri {
  return vscode.Uri.joinPath(extension, 'dist', name);
}

/**
 * The document of a page: one script, one style and the editor's signs, all of them ours. It may reach nothing, and load
 * nothing else; all that it shows comes by messages and is put there as text, in the element that bears its name.
 */
export function pageHtml(
  webview: Pick<vscode.Webview, 'cspSource' | 'asWebviewUri'>,
  extension: vscode.Uri,
  page: OwnPage,
): string {
  const nonce = randomBytes(16).toString('base64url');
  const folder = pageFolder(extension, page);
  const at = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
  const own = webview.cspSource;
  const policy = ["default-src 'none'", `style-src ${own}`, `font-src ${own}`, `script-src 'nonce-${nonce}'`].join(
    '; ',
  );
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title}</title>
<link rel="stylesheet" href="${at('main.css')}">
</head>
<body>
<div id="${page.name}"></div>
<script nonce="${nonce}" src="${at('main.js')}"></script>
</body>
</html>`;
}
