import * as vscode from 'vscode';
import { BranchlineError, isAbort, type Remedy } from '../core/support/errors';
import type { Log } from '../core/support/log';
import { say } from './words/say';
import { tellError, tellInfo } from './tell';

/**
 * The one place where an error becomes a message; that there is nothing to do is none, and what was cancelled says nothing.
 * @param of what the log calls it by
 */
export async function showError(log: Log, of: string, error: unknown): Promise<void> {
  if (isAbort(error)) return;
  const known = error instanceof BranchlineError ? error : undefined;
  if (known?.isNothingToDo) {
    log.info(`${of}: ${known.message}`);
    await offer(known.remedy, await tellInfo(say(known.said), ...titlesOf(known.remedy)));
    return;
  }
  log.error(of, error);
  const showLog = vscode.l10n.t('Show Log');
  const text = known ? say(known.said) : vscode.l10n.t('Something unexpected went wrong. The log has the details.');
  const chosen = await tellError(text, ...titlesOf(known?.remedy), showLog);
  if (chosen === showLog) await vscode.commands.executeCommand('branchline.showLog');
  else await offer(known?.remedy, chosen);
}

function titlesOf(remedy: Remedy | undefined): readonly string[] {
  return remedy ? [say(remedy.title)] : [];
}

async function offer(remedy: Remedy | undefined, chosen: string | undefined): Promise<void> {
  if (chosen !== undefined && remedy) await vscode.commands.executeCommand(remedy.command, ...(remedy.args ?? []));
}
