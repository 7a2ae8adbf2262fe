import * as vscode from 'vscode';
import type { GateVerdict } from '../../core/change/gates/gate';
import { escaped } from './markdown';

const signs = { passed: '✓', notPassed: '✗', unknown: '?' } as const;

/** Each gate in a line, as markdown: whether it is passed, with its evidence. Unknown is not passed. */
export function gateLines(verdict: GateVerdict | undefined): readonly string[] {
  return (verdict?.gates ?? []).map(({ kind, required, said }) => {
    const word = required ? vscode.l10n.t('It is required.') : vscode.l10n.t('It is shown only; nothing waits for it.');
    return `${signs[kind]} ${escaped(said)} ${word}`;
  });
}
