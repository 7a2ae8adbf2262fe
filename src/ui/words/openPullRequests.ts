import * as vscode from 'vscode';
import type { Cell, EdgeSnapshot } from '../../core/fleet/state/snapshot';
import type { PullRequest } from '../../core/forge/types';

/** Those of an edge; none where it is not known. */
export function openOn({ pullRequests }: Pick<EdgeSnapshot, 'pullRequests'>): readonly PullRequest[] {
  return pullRequests.kind === 'known' ? pullRequests.open : [];
}

/** The pull requests that are open, one by its number: what a colleague has begun already. Empty where none is known to be. */
export function openWords(cells: readonly Cell[], edges: readonly EdgeSnapshot[]): string {
  const open = new Map<string, number>();
  const add = (service: string, number: number) => open.set(`${service} ${number}`, number);
  for (const { service, pullRequests } of edges) {
    for (const { number } of openOn({ pullRequests })) add(service.name, number);
  }
  for (const { service, openTowards = [], openFromOthers = [] } of cells) {
    for (const { number } of [...openTowards, ...openFromOthers]) add(service.name, number);
  }
  const [number] = open.values();
  if (number === undefined) return '';
  return open.size === 1
    ? vscode.l10n.t('#{number} open', { number })
    : vscode.l10n.t('{count} pull requests open', { count: open.size });
}
