import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Where the page's script and style lie in the extension. */
export const pageFolder = 'dist/decision';

/**
 * The document of the page: one script, one style and the editor's signs, all of them ours. It may reach nothing, and load
 * nothing else; all that it shows comes by messages and is put there as text.
 */
export function pageHtml(webview: Pick<vscode.Webview, 'cspSource' | 'asWebviewUri'>, extension: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64url');
  const at = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(extension, pageFolder, file)).toString();
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
<title>${vscode.l10n.t('Decision')}</title>
<link rel="stylesheet" href="${at('main.css')}">
</head>
<body>
<div id="decision"></div>
<script nonce="${nonce}" src="${at('main.js')}"></script>
</body>
</html>`;
}
