import * as vscode from 'vscode';
import type { Aspect } from '../words/aspect';

export interface RowText {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Words that `when` clauses of menus look for. */
  readonly contextValue?: string;
  /** What a screen reader says; colour and icon are not the only sign. */
  readonly spoken: string;
  readonly state: vscode.TreeItemCollapsibleState;
}

/** A row with the look of an aspect. */
export function rowItem(row: RowText, aspect: Pick<Aspect, 'icon' | 'colour'>): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label, row.state);
  item.id = row.id;
  item.iconPath = icon(aspect);
  item.accessibilityInformation = { label: row.spoken };
  if (row.description !== undefined) item.description = row.description;
  if (row.contextValue !== undefined) item.contextValue = row.contextValue;
  return item;
}

export function icon({ icon: name, colour }: Pick<Aspect, 'icon' | 'colour'>): vscode.ThemeIcon {
  return colour === undefined ? new vscode.ThemeIcon(name) : new vscode.ThemeIcon(name, new vscode.ThemeColor(colour));
}
