import * as vscode from 'vscode';
import { BranchlineError, isAbort, type Remedy } from '../../core/support/errors';
import type { App } from '../app';
import { say } from '../words/say';
import type { CommandId } from './ids';

/** One command: its id and what it does. It asks for what the caller left open, and never catches. */
export interface Command {
  readonly id: CommandId;
  readonly run: (app: App, args: readonly unknown[]) => Promise<unknown>;
}

export function command(id: CommandId, run: Command['run']): Command {
  return { id, run };
}

/** The one place where an error becomes a message; that there is nothing to do is none. A cancelled command says nothing. */
export async function runCommand(app: App, { id, run }: Command, args: readonly unknown[]): Promise<unknown> {
  app.log.debug(`[command] ${id}`);
  try {
    return await run(app, args);
  } catch (error) {
    if (!isAbort(error)) await showError(app, id, error);
    return undefined;
  }
}

async function showError(app: App, id: CommandId, error: unknown): Promise<void> {
  const known = error instanceof BranchlineError ? error : undefined;
  if (known?.isNothingToDo) {
    app.log.info(`[command] ${id}: ${known.message}`);
    await offer(known.remedy, await vscode.window.showInformationMessage(say(known.said), ...titlesOf(known.remedy)));
    return;
  }
  app.log.error(`[command] ${id}`, error);
  const showLog = vscode.l10n.t('Show Log');
  const text = known ? say(known.said) : vscode.l10n.t('Something unexpected went wrong. The log has the details.');
  const chosen = await vscode.window.showErrorMessage(text, ...titlesOf(known?.remedy), showLog);
  if (chosen === showLog) await vscode.commands.executeCommand('branchline.showLog');
  else await offer(known?.remedy, chosen);
}

function titlesOf(remedy: Remedy | undefined): readonly string[] {
  return remedy ? [say(remedy.title)] : [];
}

async function offer(remedy: Remedy | undefined, chosen: string | undefined): Promise<void> {
  if (chosen !== undefined && remedy) await vscode.commands.executeCommand(remedy.command, ...(remedy.args ?? []));
}
