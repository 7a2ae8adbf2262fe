import * as vscode from 'vscode';
import type { PreparedChange } from '../../core/change/preparedChange';
import { edgeId, type FleetSnapshot } from '../../core/fleet/state/snapshot';
import { short } from '../../core/support/sha';
import type { Line } from '../../decision/protocol/decision';
import { line } from './line';

/**
 * What moved since a change was prepared, as far as the fleet has seen it: then what was shown is not what would happen.
 * Before the push the heads are read once more.
 */
export function movesSince(change: PreparedChange, snapshot: FleetSnapshot): readonly Line[] {
  const cells = [...snapshot.cells.values()].filter(({ service }) => service.name === change.service);
  const moved = cells.flatMap(({ environment: { branch }, head }) => {
    const shown = change.candidate.heads.get(branch);
    if (shown === undefined || head.kind === 'unknown' || head.commit.sha === shown) return [];
    const words = { branch, shown: short(shown), now: short(head.commit.sha) };
    return [line(vscode.l10n.t('{branch} went on since: it was at {shown}, and is at {now}.', words))];
  });
  const opened = openedSince(change, snapshot).map((number) =>
    line(vscode.l10n.t('Pull request #{number} was opened since.', { number })),
  );
  return [...moved, ...opened];
}

/** Of a promotion: pull requests of ours on the same way that were not shown. */
function openedSince({ service, plan, existing }: PreparedChange, { edges, cells }: FleetSnapshot): readonly number[] {
  if (!plan) return [];
  const named = (branch: string) =>
    [...cells.values()].find((cell) => cell.service.name === service && cell.environment.branch === branch)?.environment
      .name ?? '';
  const edge = edges.get(edgeId(service, named(plan.edge.from), named(plan.edge.to)));
  const shown = new Set(existing.map(({ pullRequest }) => pullRequest.number));
  return (edge?.proposals ?? [])
    .filter(({ kind, pullRequest }) => kind === 'ours' && pullRequest.state === 'open')
    .map(({ pullRequest }) => pullRequest.number)
    .filter((number) => !shown.has(number));
}
