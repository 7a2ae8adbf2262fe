import * as vscode from 'vscode';
import type { Problem } from '../../core/catalog/parse';
import { say } from '../words/say';

/** Problems of the catalog at their places. Places count from 1, the editor from 0. */
export function showProblems(problems: readonly Problem[], severity: vscode.DiagnosticSeverity): vscode.Diagnostic[] {
  return problems.map(({ line, column, endLine, endColumn, said }) => {
    const start = new vscode.Position(line - 1, column - 1);
    const end = new vscode.Position(endLine - 1, endColumn - 1);
    const diagnostic = new vscode.Diagnostic(new vscode.Range(start, end), say(said), severity);
    diagnostic.source = 'Branchline';
    return diagnostic;
  });
}
