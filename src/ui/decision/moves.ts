import * as vscode from 'vscode';
import type { PreparedChange } from '../../core/change/preparedChange';
import type { Proposal } from '../../core/change/proposals/proposals';
import type { FleetSnapshot } from '../../core/fleet/state/snapshot';
import type { PullRequest } from '../../core/forge/types';
import { short } from '../../core/support/sha';
import type { Line } from '../../decision/protocol/decision';
import { takes } from '../preview/proposals';
import { edgeOf } from './asItStands';
import { line } from './line';

const { t } = vscode.l10n;

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
    return [line(t('{branch} went on since: it was at {shown}, and is at {now}.', words))];
  });
  return [...moved, ...proposalsSince(change, towards(change, snapshot))];
}

/** What the fleet knows of the pull requests that a change may have to do with. */
interface Towards {
  readonly ours: readonly Proposal[];
  /** All that are open there; nothing where that is not known. */
  readonly open: readonly PullRequest[] | undefined;
}

/** On the way of a promotion; of any other change, towards its branch. */
function towards(change: PreparedChange, snapshot: FleetSnapshot): Towards {
  const { plan, service, base } = change;
  const cells = [...snapshot.cells.values()].filter(
    (cell) => !plan && cell.service.name === service && cell.environment.branch === base.branch,
  );
  const edges = plan
    ? [edgeOf(change, snapshot) ?? []].flat()
    : [...snapshot.edges.values()].filter((edge) => edge.service.name === service && edge.to.branch === base.branch);
  const lists = [
    ...edges.map(({ pullRequests }) => (pullRequests.kind === 'known' ? pullRequests.open : undefined)),
    ...cells.map(({ openTowards }) => openTowards),
  ];
  const isKnown = lists.length > 0 && lists.every((list) => list !== undefined);
  return {
    ours: [...edges, ...cells].flatMap(({ proposals = [] }) => proposals),
    open: isKnown ? lists.flat() : undefined,
  };
}

/** Those of ours that take the change, and that were not shown, are not open any more, or hold something else by now. */
function proposalsSince(change: PreparedChange, { ours, open }: Towards): readonly Line[] {
  const shown = new Map(change.existing.map(({ pullRequest }) => [pullRequest.number, pullRequest]));
  const opened = ours
    .filter((one) => takes(one, change) && one.pullRequest.state === 'open' && !shown.has(one.pullRequest.number))
    .map(({ pullRequest: { number } }) => line(t('Pull request #{number} was opened since.', { number })));
  const taking = change.existing.filter((one) => takes(one, change)).map(({ pullRequest }) => pullRequest);
  const others = taking.flatMap(({ number, head }) => {
    if (!open) return [];
    const now = open.find((one) => one.number === number);
    if (!now) return [line(t('Pull request #{number} is not open any more.', { number }))];
    // One that holds what is shown here was brought up to date by us, or by somebody who did the same.
    const isSame = [head.commit, change.head.commit].includes(now.head.commit);
    return isSame ? [] : [line(t('Pull request #{number} holds something else since.', { number }))];
  });
  return [...opened, ...others];
}
