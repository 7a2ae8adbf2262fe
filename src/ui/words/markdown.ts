import * as vscode from 'vscode';

/** Control and format characters: some break the line, some make text read in another order. */
export const misleading = /[\p{Cc}\p{Cf}]/gu;

/** Remote text on one line, fit for a label: nothing in it can break the line or turn its direction. */
export function plainText(remote: string): string {
  return remote.replace(misleading, ' ').trim();
}

/** Remote text as itself inside Markdown: no link, image, icon, command or HTML can come of it. */
export function escaped(remote: string): string {
  return plainText(remote).replace(/[\\`*_{}[\]()#+\-.!|<>~&$@:/]/g, (character) => `\\${character}`);
}

/** Markdown that may run the named commands and nothing else. */
export function trusted(text: string, enabledCommands: readonly string[]): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(text, true);
  markdown.isTrusted = { enabledCommands };
  return markdown;
}
