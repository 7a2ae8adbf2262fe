import * as vscode from 'vscode';

/**
 * Messages, with buttons. The editor draws `[text](command:…)` in one as a link that runs the command once it is pressed: names,
 * answers of forges and links from elsewhere stand in ours, so here no text can be one.
 * Source: microsoft/vscode, `src/vs/base/common/linkedText.ts`, and `notificationsViewer.ts`, which opens with `allowCommands`.
 */
export function tellInfo<B extends string>(text: string, ...buttons: readonly B[]): Thenable<B | undefined> {
  return vscode.window.showInformationMessage(unlinked(text), ...buttons);
}

export function tellWarning<B extends string>(text: string, ...buttons: readonly B[]): Thenable<B | undefined> {
  return vscode.window.showWarningMessage(unlinked(text), ...buttons);
}

export function tellError<B extends string>(text: string, ...buttons: readonly B[]): Thenable<B | undefined> {
  return vscode.window.showErrorMessage(unlinked(text), ...buttons);
}

/** A question before which nothing else can be done. */
export function askFirst<B extends string>(text: string, detail: string, yes: B): Thenable<B | undefined> {
  return vscode.window.showWarningMessage(unlinked(text), { modal: true, detail: unlinked(detail) }, yes);
}

/** The same text, in which the editor finds no link with words of its own. */
export function unlinked(text: string): string {
  return text.replaceAll('](', '] (');
}
