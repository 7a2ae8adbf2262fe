import * as vscode from 'vscode';
import type { Report } from '../../core/doctor/finding';
import type { Severity } from '../../core/doctor/rules/rule';

/** By which a diagnostic is known for one of the doctor's. */
export const doctorSource = 'Branchline Doctor';

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  note: vscode.DiagnosticSeverity.Information,
};

/** The findings of which the catalog says where. Places count from 1, the editor from 0. */
export function diagnosticsOf({ findings }: Report): vscode.Diagnostic[] {
  return findings.flatMap(({ code, severity, service, environment, position, what, fix, page }) => {
    if (!position) return [];
    const start = new vscode.Position(position.line - 1, position.column - 1);
    const end = new vscode.Position(position.endLine - 1, position.endColumn - 1);
    const about = [service, environment].filter((part) => part !== undefined).join('/');
    const text = [about === '' ? what : `${about}: ${what}`, fix].join('\n');
    const diagnostic = new vscode.Diagnostic(new vscode.Range(start, end), text, severities[severity]);
    return [
      Object.assign(diagnostic, {
        source: doctorSource,
        code: page === undefined ? code : { value: code, target: vscode.Uri.parse(page, true) },
      }),
    ];
  });
}
