import * as vscode from 'vscode';
import type { DriftLine } from './lines';

/** Drift as problems of the mildest kind: it is not an error of the file. Off unless the person wants it. */
export function driftProblems(lines: readonly DriftLine[], document: vscode.TextDocument): vscode.Diagnostic[] {
  return lines
    .filter(({ look, line }) => look !== 'managed' && look !== 'stale' && line < document.lineCount)
    .map(({ line, text, object }) => {
      const problem = new vscode.Diagnostic(
        document.lineAt(line).range,
        `${object.kind} ${object.name}: ${text}`,
        vscode.DiagnosticSeverity.Information,
      );
      problem.source = 'Branchline';
      return problem;
    });
}
