import * as vscode from 'vscode';
import type { App } from '../app';
import { withProgress } from '../commands/support/progress';
import type { DecisionSource } from './decider';

/** Prepares a change, and shows the page on which it is decided. The command ends there: the page has the buttons. */
export async function decide(
  app: App,
  source: Required<Pick<DecisionSource, 'again'>> & Omit<DecisionSource, 'change'>,
): Promise<void> {
  const change = await withProgress(vscode.l10n.t('Preparing the preview'), app.signal, (signal) =>
    Promise.resolve(source.again(signal)),
  );
  app.decisions.show({ ...source, change });
}
