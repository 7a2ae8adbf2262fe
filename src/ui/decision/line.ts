import * as vscode from 'vscode';
import type { Line } from '../../decision/protocol/decision';
import { plainText } from '../words/markdown';

/** A text, whosever it is, as a line: nothing in it can break the line or turn its direction. */
export function line(text: string, more: Omit<Line, 'text'> = {}): Line {
  return { text: plainText(text), ...more };
}

/** The first of many as lines, and how many more there are: what nobody reads to its end is not drawn. */
export function firstOf<T>(most: number, all: readonly T[], asLine: (one: T) => Line): readonly Line[] {
  return [...all.slice(0, most).map(asLine), ...moreThan(most, all)];
}

/** How many are left out of a list that ends with the last of these. */
export function moreThan(most: number, all: readonly unknown[]): readonly Line[] {
  const more = all.length - most;
  return more > 0 ? [line(vscode.l10n.t('and {count} more', { count: more }))] : [];
}
