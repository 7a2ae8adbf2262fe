import * as vscode from 'vscode';
import type { CellId } from '../../core/fleet/snapshot';

export const fleetScheme = 'branchline-fleet';

/** The address under which a row is decorated; never opened. */
export function fleetUri(row: CellId | string): vscode.Uri {
  return vscode.Uri.from({ scheme: fleetScheme, path: `/${row}` });
}
