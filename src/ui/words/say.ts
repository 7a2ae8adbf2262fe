import * as vscode from 'vscode';
import type { Message } from '../../core/support/message';

/** A message of the core in the person's language. */
export function say({ text, values }: Message): string {
  return vscode.l10n.t(text, { ...values });
}
