import * as vscode from 'vscode';
import type { Cell, EdgeSnapshot } from '../../core/fleet/state/snapshot';

/** The pull requests that are open, one by its number: what a colleague has begun already. Empty where none is known to be. */
export function openWords(cells: readonly Cell[], edges: readonly EdgeSnapshot[]): string {
  const open = new Map<string, number>();
  const add = (service: string, number: number) => open.set(`${service} ${number}`, number);
  for (const { service, pullRequests } of edges) {
    if (pullRequests.kind === 'known') for (const { number } of pullRequests.open) add(service.name, number);
  }
  for (const { service, openTowards = [] } of cells) for (const { number } of openTowards) add(service.name, number);
  const [number] = open.values();
  if (number === undefined) return '';
  return open.size === 1
    ? vscode.l10n.t('#{number} open', { number })
    : vscode.l10n.t('{count} pull requests open', { count: open.size });
}
