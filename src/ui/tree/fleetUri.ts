import * as vscode from 'vscode';

export const fleetScheme = 'branchline-fleet';

/** The address under which a row is decorated; never opened. */
export function fleetUri(row: string): vscode.Uri {
  return vscode.Uri.from({ scheme: fleetScheme, path: `/${row}` });
}
